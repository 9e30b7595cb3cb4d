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
 * @param ttl what is older is forgotten
 * @param onFull when blocks come faster than the disk takes them: wait, or drop them
 * @param keep true: a request's blocks stay after its end, until quota or ttl take them
 */
@Introspected
@ConfigurationProperties("scope.spill")
public record SpillSettings(
        @Nullable Path directory,
        @Bindable(defaultValue = "8GB") @ReadableBytes long quota,
        @Bindable(defaultValue = "24h") Duration ttl,
        @Bindable(defaultValue = "wait") String onFull,
        @Bindable(defaultValue = "false") boolean keep) {}
