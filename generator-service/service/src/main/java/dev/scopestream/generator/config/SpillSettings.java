package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where evicted KV goes, {@code scope.spill.*}.
 *
 * @param directory null: evicted KV is forgotten
 * @param quota bytes of keys and values kept, the oldest go first
 * @param cache bytes of recalled blocks kept in memory, for all requests together
 * @param ttl what is older is forgotten
 * @param onFull when blocks come faster than the disk takes them: wait, or drop them
 * @param checkpointTokens a running request is saved after so many tokens each; 0: only when it's given up in order
 * @param checkpointBudget how long saving may hold up the decoding when requests are given up, by a rebalance or a stop
 * @param keep true: a request's blocks stay after its end, until quota or ttl take them
 */
@Introspected
@ConfigurationProperties("scope.spill")
public record SpillSettings(
        @Nullable Path directory,
        @Bindable(defaultValue = "8GB") @ReadableBytes long quota,
        @Bindable(defaultValue = "64MB") @ReadableBytes long cache,
        @Bindable(defaultValue = "24h") Duration ttl,
        @Bindable(defaultValue = "wait") String onFull,
        @Bindable(defaultValue = "512") int checkpointTokens,
        @Bindable(defaultValue = "2s") Duration checkpointBudget,
        @Bindable(defaultValue = "false") boolean keep) {
    public SpillSettings {
        Checks.atLeast("scope.spill.checkpoint-tokens", checkpointTokens, 0);
        Checks.atLeast("scope.spill.checkpoint-budget (ms)", checkpointBudget.toMillis(), 0);
    }
}
