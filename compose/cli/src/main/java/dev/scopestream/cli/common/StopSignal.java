package dev.scopestream.cli.common;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * Ctrl-C and SIGTERM, for commands that end in an orderly way: the command's thread is interrupted, closes what it
 * opened, and returns; the JVM waits for it.
 */
public final class StopSignal implements AutoCloseable {
    /** How long an orderly end may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Thread command = Thread.currentThread();
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final Thread hook = new Thread(this::receive, "stop");
    private volatile boolean received;

    private StopSignal() {}

    /** Takes the signals over on behalf of the calling thread, until closed. */
    public static StopSignal install() {
        StopSignal stop = new StopSignal();
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    private void receive() {
        received = true;
        command.interrupt();
        interrupted.countDown();
        try {
            command.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                await(); // the signal has come just now
            }
        }
    }

    /** Ends the JVM with this code, also when a signal is ending it already. */
    public static void exit(int code) {
        Runtime runtime = Runtime.getRuntime();
        try {
            runtime.addShutdownHook(new Thread(() -> {}, "probe"));
        } catch (IllegalStateException e) {
            runtime.halt(code); // an exit would wait for the hook, and the hook waits for this thread
        }
        runtime.exit(code);
    }
}
