package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Storage of evicted KV, {@code scope.spill.*}.
 *
 * @param directory of the spill store; null: evicted KV is dropped
 * @param shared several generators of one machine are given the directory: each takes a part of it
 * @param quota bytes of keys and values kept, the oldest go first
 * @param memory bytes that RocksDB may hold in memory: what isn't on disk yet, and its index
 * @param cache bytes of recalled blocks kept in memory, for all requests together
 * @param ttl age after which stored values are removed
 * @param onFull a full write queue makes the engine wait, or drops blocks
 * @param waitBudget longest time that a step of the engine waits for the disk, all blocks together
 * @param checkpointTokens tokens between two checkpoints of a running request; 0: only when it is released
 * @param checkpointBudget longest time that checkpoints may delay decoding at a rebalance or a stop
 * @param keep true: a request's blocks stay after its end, until quota or ttl take them
 */
@Introspected
@ConfigurationProperties("scope.spill")
public record SpillSettings(
        @Nullable Path directory,
        @Bindable(defaultValue = "false") boolean shared,
        @Bindable(defaultValue = "8GB") @ReadableBytes long quota,
        @Bindable(defaultValue = "64MB") @ReadableBytes long memory,
        @Bindable(defaultValue = "64MB") @ReadableBytes long cache,
        @Bindable(defaultValue = "24h") Duration ttl,
        @Bindable(defaultValue = "wait") String onFull,
        @Bindable(defaultValue = "5s") Duration waitBudget,
        @Bindable(defaultValue = "512") int checkpointTokens,
        @Bindable(defaultValue = "2s") Duration checkpointBudget,
        @Bindable(defaultValue = "false") boolean keep) {
    private static final long LEAST_MEMORY = 1L << 20;

    public SpillSettings {
        Checks.atLeast("scope.spill.memory (bytes)", memory, LEAST_MEMORY);
        Checks.atLeast("scope.spill.wait-budget (ms)", waitBudget.toMillis(), 1);
        Checks.atLeast("scope.spill.checkpoint-tokens", checkpointTokens, 0);
        Checks.atLeast("scope.spill.checkpoint-budget (ms)", checkpointBudget.toMillis(), 0);
    }
}
