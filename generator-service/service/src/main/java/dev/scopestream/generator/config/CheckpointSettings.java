package dev.scopestream.generator.config;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Where running requests are saved, {@code scope.checkpoint.*}.
 *
 * @param store {@code local}: in the spill directory; {@code directory:PATH}: where other generators find them, too;
 *     {@code kafka}: in a topic, where they find them, too; {@code none}
 * @param quota bytes of the directory's files, or of an instance's in the topic; the oldest go first
 * @param ttl age after which a saved request is removed
 * @param bandwidth bytes that are written in a second, at most, while nobody waits for it; 0: no limit
 * @param readBudget how long looking for a saved request may take
 */
@Introspected
@ConfigurationProperties("scope.checkpoint")
public record CheckpointSettings(
        @Bindable(defaultValue = "local") String store,
        @Bindable(defaultValue = "8GB") @ReadableBytes long quota,
        @Bindable(defaultValue = "24h") Duration ttl,
        @Bindable(defaultValue = "100MB") @ReadableBytes long bandwidth,
        @Bindable(defaultValue = "10s") Duration readBudget) {
    private static final String LOCAL = "local";
    private static final String KAFKA = "kafka";
    private static final String NONE = "none";
    private static final String DIRECTORY = "directory:";
    private static final long LEAST_QUOTA = 1L << 20;

    /** @throws ConfigurationError naming the option and what it may be */
    public CheckpointSettings {
        if (!Set.of(LOCAL, KAFKA, NONE).contains(store)) {
            directory(store);
        }
        Checks.atLeast("scope.checkpoint.quota (bytes)", quota, LEAST_QUOTA);
        Checks.atLeast("scope.checkpoint.ttl (ms)", ttl.toMillis(), 1000);
        Checks.atLeast("scope.checkpoint.bandwidth (bytes)", bandwidth, 0);
        Checks.atLeast("scope.checkpoint.read-budget (ms)", readBudget.toMillis(), 1);
    }

    public boolean local() {
        return store.equals(LOCAL);
    }

    public boolean kafka() {
        return store.equals(KAFKA);
    }

    /** The shared directory; empty: requests aren't saved in one. */
    public Optional<Path> directory() {
        return store.startsWith(DIRECTORY) ? Optional.of(directory(store)) : Optional.empty();
    }

    private static Path directory(String store) {
        String path = store.startsWith(DIRECTORY) ? store.substring(DIRECTORY.length()) : "";
        try {
            if (!path.isBlank() && Path.of(path).isAbsolute()) {
                return Path.of(path);
            }
        } catch (InvalidPathException e) {
            throw error(store, e);
        }
        throw error(store, null);
    }

    private static ConfigurationError error(String store, InvalidPathException cause) {
        return new ConfigurationError(
                "scope.checkpoint.store is '" + store + "', must be " + LOCAL + ", " + KAFKA + ", " + NONE + " or "
                        + DIRECTORY + "PATH with an absolute path",
                cause);
    }
}
