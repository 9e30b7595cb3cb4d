package dev.scopestream.cli.common;

import dev.scopestream.generator.Signals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C and SIGTERM, for commands that end in an orderly way: the command's thread is interrupted, closes what it opened,
 * and returns; then the JVM exits as after any command, and files that libraries made for its lifetime go. The signal itself
 * doesn't end the JVM: it would have to be halted for the command's own exit code.
 */
public final class StopSignal implements AutoCloseable {
    /** How long an orderly end may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Thread command = Thread.currentThread();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private List<Runnable> former = List.of();
    private volatile boolean received;

    private StopSignal() {}

    /** Takes the signals over on behalf of the calling thread, until closed. */
    public static StopSignal install() {
        StopSignal stop = new StopSignal();
        stop.former = List.of(
                Signals.handle("INT", stop::receive),
                Signals.handle("TERM", stop::receive),
                Signals.handle("HUP", stop::receive));
        return stop;
    }

    private synchronized void receive() {
        if (received) {
            return;
        }
        received = true;
        Thread late = new Thread(this::endLate, "stop");
        late.setDaemon(true);
        late.start();
        command.interrupt();
        interrupted.countDown();
    }

    private void endLate() {
        try {
            command.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (command.isAlive()) {
            Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
        }
    }

    /** Whether a signal has come. */
    public boolean received() {
        return received;
    }

    /**
     * Waits for a signal. Afterwards, the thread isn't interrupted (any more) and will not be, so that it can close what
     * it opened.
     */
    public void await() {
        boolean came = false;
        while (!came) {
            try {
                interrupted.await();
                came = true;
            } catch (InterruptedException e) {
                came = interrupted.getCount() == 0; // by the signal itself, whose last act is the latch
            }
        }
        Thread.interrupted();
    }

    @Override
    public void close() {
        if (!received) {
            former.forEach(Runnable::run);
        }
    }
}
