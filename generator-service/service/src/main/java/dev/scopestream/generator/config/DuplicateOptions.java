package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Memory of answered request ids, {@code scope.duplicates.*}.
 *
 * @param window ids that got a result not longer ago are read at the start
 * @param ids number of ids remembered; the latest are kept
 * @param byTenant an id names a request of its tenant; else one of all senders
 */
@Introspected
@ConfigurationProperties("scope.duplicates")
public record DuplicateOptions(
        @Bindable(defaultValue = "1h") Duration window,
        @Bindable(defaultValue = "1000000") int ids,
        @Bindable(defaultValue = "false") boolean byTenant) {
    /** They take 5 GB. */
    private static final int MOST_IDS = 100_000_000;

    public DuplicateOptions {
        Checks.atLeast("scope.duplicates.window (ms)", window.toMillis(), 0);
        Checks.atLeast("scope.duplicates.ids", ids, 1);
        if (ids > MOST_IDS) {
            throw new ConfigurationError("scope.duplicates.ids is " + ids + ", must be at most " + MOST_IDS);
        }
    }
}
