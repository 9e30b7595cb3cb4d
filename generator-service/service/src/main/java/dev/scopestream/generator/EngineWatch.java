package dev.scopestream.generator;

import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.decode.Workers;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the generator when an engine step takes longer than {@code scope.stall-limit}: a step can't be ended from within
 * the process.
 */
@Singleton
final class EngineWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineWatch.class);
    private static final long BETWEEN_MILLIS = 500;

    private final Workers workers;
    private final Duration limit;
    private final FailureSignal failure;

    EngineWatch(Workers workers, ScopeOptions options, FailureSignal failure) {
        this.workers = workers;
        this.limit = options.stallLimit();
        this.failure = failure;
    }

    @Override
    public void run() {
        try {
            while (!failure.raised()) {
                Thread.sleep(BETWEEN_MILLIS);
                Duration step = Duration.ofNanos(workers.stepNanos());
                if (step.compareTo(limit) > 0) {
                    LOG.error("engine step doesn't end: ms={}", step.toMillis());
                    failure.raise(new IllegalStateException(
                            "an engine step takes longer than " + limit + " (scope.stall-limit)"));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
