package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.Terminal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Repeats what the network or a hub refuses for the moment, with growing pauses or those that the hub asks for.
 *
 * @param attempts that may fail one after the other without any progress
 * @param first the first pause; each further one is twice as long
 */
record Retry(int attempts, Duration first) {
    /** A hub that asks for a longer pause is taken at its word: the command ends. */
    private static final Duration LONGEST = Duration.ofMinutes(2);

    static final Retry STANDARD = new Retry(6, Duration.ofMillis(500));

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws IOException;
    }

    /**
     * @param what is attempted, for messages
     * @param progress a number that grows while an attempt gets on: then the count begins anew
     * @throws CliException when it stays refused
     */
    <T> T run(String what, LongSupplier progress, Attempt<T> attempt) {
        int failed = 0;
        long reached = progress.getAsLong();
        while (true) {
            try {
                return attempt.run();
            } catch (IOException e) {
                failed = progress.getAsLong() > reached ? 1 : failed + 1;
                reached = Math.max(reached, progress.getAsLong());
                pause(what, e, failed);
            }
        }
    }

    private void pause(String what, IOException e, int failed) {
        String message = what + ": " + describe(e);
        if (!isPassing(e)) {
            throw new CliException(message, e);
        }
        if (failed >= attempts) {
            throw new CliException(message + " (" + failed + " attempts; the same command goes on from here)", e);
        }
        Duration wait = first.multipliedBy(1L << (failed - 1));
        if (e instanceof HubException refusal && refusal.toWait().isPresent()) {
            wait = refusal.toWait().get();
            if (wait.compareTo(LONGEST) > 0) {
                throw new CliException(message + "; it says to come back in " + wait.toSeconds() + " s", e);
            }
        }
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliException(what + ": interrupted; the same command goes on from here", interrupted);
        }
    }

    private static boolean isPassing(IOException e) {
        if (e instanceof HubException refusal) {
            return refusal.again();
        }
        boolean disk = e instanceof FileSystemException;
        boolean stopped = e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
        return !disk && !stopped;
    }

    private static String describe(IOException e) {
        if (e instanceof HubException || e instanceof FileSystemException) {
            return e.getMessage();
        }
        return "the connection failed: " + e.getClass().getSimpleName() + " "
                + Terminal.oneLine(String.valueOf(e.getMessage()), 200);
    }
}
