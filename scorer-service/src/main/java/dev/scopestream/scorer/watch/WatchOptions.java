package dev.scopestream.scorer.watch;

import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;

/**
 * {@code scorer.watch.*}: what the page knows of requests.
 *
 * @param enabled false: prompts, chunks, results and dead letters aren't followed, and the page has accuracy only
 * @param requests most requests that are remembered; the oldest finished ones go first
 * @param bytes likewise of their texts and measurements
 * @param lookback how old a record may be that is read at the start; dead letters are read whatever their age
 * @param deadLetters most dead letters that are remembered, the latest
 * @param group the generators' consumer group
 */
@Introspected
@ConfigurationProperties("scorer.watch")
@Requires(property = ScorerApplication.ENABLED)
public record WatchOptions(
        @Bindable(defaultValue = "true") boolean enabled,
        @Bindable(defaultValue = "10000") int requests,
        @Bindable(defaultValue = "64MB") @ReadableBytes long bytes,
        @Bindable(defaultValue = "15m") Duration lookback,
        @Bindable(defaultValue = "1000") int deadLetters,
        @Bindable(defaultValue = "scope-generators") String group) {
    private static final long LEAST_BYTES = 1 << 20;

    public WatchOptions {
        range("scorer.watch.requests", requests, 1, 1_000_000);
        range("scorer.watch.bytes", bytes, LEAST_BYTES, 1L << 36);
        range("scorer.watch.dead-letters", deadLetters, 1, 100_000);
        range(
                "scorer.watch.lookback in seconds",
                lookback.toSeconds(),
                0,
                Duration.ofDays(30).toSeconds());
    }

    private static void range(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", is " + value);
        }
    }
}
