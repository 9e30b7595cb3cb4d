package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits of the prompts and results in progress, {@code scope.flow.*}.
 *
 * @param records most prompts in memory without a final record; a tenant has at most as many as are left for others
 * @param bytes likewise, bytes of the keys, values and headers of these prompts
 * @param chunkTokens tokens of a chunk, after which it is sent
 * @param chunkDelay age of a chunk's first token, after which it is sent
 * @param results most results of a transaction
 * @param tenants weights of tenants, such as {@code gold=4,silver=2}; the others have weight 1
 */
@Introspected
@ConfigurationProperties("scope.flow")
public record FlowOptions(
        @Bindable(defaultValue = "2048") int records,
        @Bindable(defaultValue = "64MB") @ReadableBytes long bytes,
        @Bindable(defaultValue = "16") int chunkTokens,
        @Bindable(defaultValue = "250ms") Duration chunkDelay,
        @Bindable(defaultValue = "64") int results,
        @Nullable String tenants) {
    public FlowOptions {
        Checks.atLeast("scope.flow.records", records, 1);
        Checks.atLeast("scope.flow.bytes", bytes, 1);
        Checks.atLeast("scope.flow.chunk-tokens", chunkTokens, 1);
        Checks.atLeast("scope.flow.results", results, 1);
    }

    /** Weights by tenant. */
    public Map<String, Integer> weights() {
        Map<String, Integer> weights = new HashMap<>();
        for (String part : tenants == null || tenants.isBlank() ? new String[0] : tenants.split(",", -1)) {
            String[] sides = part.strip().split("=", -1);
            if (sides.length != 2 || !sides[1].matches("[1-9][0-9]{0,3}")) {
                throw new ConfigurationError("scope.flow.tenants must be like gold=4,silver=2 with weights from 1 to"
                        + " 9999; '" + part + "' is not");
            }
            weights.put(sides[0], Integer.valueOf(sides[1]));
        }
        return weights;
    }
}
