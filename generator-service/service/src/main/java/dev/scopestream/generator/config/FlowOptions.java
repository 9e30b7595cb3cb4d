package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;

/**
 * How much is under way at a time, {@code scope.flow.*}.
 *
 * @param records polled prompts without a final record, at most: beyond, partitions are paused
 * @param bytes likewise, of their keys and values
 * @param chunkTokens a chunk is sent when it has so many tokens
 * @param chunkDelay or when its first token is so old
 * @param results results that may share a transaction
 */
@Introspected
@ConfigurationProperties("scope.flow")
public record FlowOptions(
        @Bindable(defaultValue = "256") int records,
        @Bindable(defaultValue = "64MB") @ReadableBytes long bytes,
        @Bindable(defaultValue = "16") int chunkTokens,
        @Bindable(defaultValue = "250ms") Duration chunkDelay,
        @Bindable(defaultValue = "64") int results) {
    public FlowOptions {
        Checks.atLeast("scope.flow.records", records, 1);
        Checks.atLeast("scope.flow.bytes", bytes, 1);
        Checks.atLeast("scope.flow.chunk-tokens", chunkTokens, 1);
        Checks.atLeast("scope.flow.results", results, 1);
    }
}
