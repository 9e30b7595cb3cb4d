package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.CliException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs downloads, a few at a time; the first that fails ends all. */
final class Downloads {
    private static final int AT_ONCE = 4;

    private Downloads() {}

    static void run(List<Download> downloads) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "download");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ExecutorCompletionService<Object> done = new ExecutorCompletionService<>(threads);
            List<Future<Object>> all = new ArrayList<>();
            downloads.forEach(download -> all.add(done.submit(download::run)));
            for (int i = 0; i < all.size(); i++) {
                Object unused = done.take().get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new CliException("can't fetch: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("interrupted; the same command goes on from here", e);
        } finally {
            threads.shutdownNow();
        }
    }
}
