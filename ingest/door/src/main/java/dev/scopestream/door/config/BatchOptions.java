package dev.scopestream.door.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * {@code scope.door.batches.*}.
 *
 * @param lines of one batch
 * @param running batches that this door runs at a time
 * @param window requests of one batch that are sent and not finished, at most
 */
@Introspected
@ConfigurationProperties("scope.door.batches")
@Requires(property = DoorContext.ENABLED)
public record BatchOptions(
        @Bindable(defaultValue = "100000") int lines,
        @Bindable(defaultValue = "4") int running,
        @Bindable(defaultValue = "256") int window) {
    private static final String PREFIX = "scope.door.batches.";

    public BatchOptions {
        Ranges.check(PREFIX + "lines", lines, 1, 10_000_000);
        Ranges.check(PREFIX + "running", running, 1, 64);
        Ranges.check(PREFIX + "window", window, 1, 100_000);
    }
}
