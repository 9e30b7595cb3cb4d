package dev.scopestream.generator;

import dev.scopestream.generator.decode.Workers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the engines: one that doesn't return from a step can't be helped from within, the process has to end. */
final class EngineWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineWatch.class);
    private static final long BETWEEN_MILLIS = 500;

    private final Workers workers;
    private final Duration limit;
    private final CompletableFuture<Throwable> failure;

    /**
     * @param limit longest that a step may take
     * @param failure completed when one takes longer; {@link #run} returns when it's complete
     */
    EngineWatch(Workers workers, Duration limit, CompletableFuture<Throwable> failure) {
        this.workers = workers;
        this.limit = limit;
        this.failure = failure;
    }

    @Override
    public void run() {
        try {
            while (!failure.isDone()) {
                Thread.sleep(BETWEEN_MILLIS);
                Duration step = Duration.ofNanos(workers.stepNanos());
                if (step.compareTo(limit) > 0) {
                    LOG.error("engine step doesn't end: ms={}", step.toMillis());
                    failure.complete(new IllegalStateException(
                            "an engine step takes longer than " + limit + " (scope.stall-limit)"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
