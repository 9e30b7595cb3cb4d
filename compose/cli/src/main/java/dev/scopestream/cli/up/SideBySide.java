package dev.scopestream.cli.up;

import java.util.ArrayList;
import java.util.List;

/** Things that are started at the same time, each on a thread of its own. */
final class SideBySide {
    /** One of them. */
    @FunctionalInterface
    interface Start {
        void run() throws Exception;
    }

    private SideBySide() {}

    /**
     * Runs all of them, and waits for all, whatever happens. One that fails, or an interrupt of the caller, interrupts the others.
     *
     * @throws InterruptedException when the caller was interrupted
     * @throws RuntimeException what the first one failed with that failed, as it was thrown; a checked exception as its cause
     */
    static void run(Start... starts) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (Start start : starts) {
            threads.add(new Thread(
                    () -> {
                        try {
                            start.run();
                        } catch (Exception | Error e) {
                            synchronized (failures) {
                                failures.add(e);
                            }
                            others(threads).forEach(Thread::interrupt);
                        }
                    },
                    "up-" + threads.size()));
        }
        threads.forEach(Thread::start);
        boolean interrupted = join(threads);
        if (interrupted) {
            throw new InterruptedException();
        }
        if (!failures.isEmpty()) {
            throw unchecked(failures.get(0));
        }
    }

    private static List<Thread> others(List<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread != Thread.currentThread())
                .toList();
    }

    /** Whether the caller was interrupted meanwhile. */
    private static boolean join(List<Thread> threads) {
        boolean interrupted = false;
        for (Thread thread : threads) {
            boolean ended = false;
            while (!ended) {
                try {
                    thread.join();
                    ended = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        return interrupted;
    }

    private static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException known
                ? known
                : new IllegalStateException(String.valueOf(failure.getMessage()), failure);
    }
}
