package dev.scopestream.engine;

/**
 * Counts of an engine's prefix reuse, from its start.
 *
 * @param hits prompts that began with a kept prefix
 * @param misses prompts that didn't
 * @param reusedTokens prompt tokens that did not go through the model
 * @param stored prefixes put into memory
 * @param loaded of these, from the store
 * @param rejected contents of the store that were damaged or of another kind
 * @param bytes in memory now
 */
public record PrefixStatistics(
        long hits, long misses, long reusedTokens, long stored, long loaded, long rejected, long bytes) {
    public static PrefixStatistics none() {
        return new PrefixStatistics(0, 0, 0, 0, 0, 0, 0);
    }

    /** These counts and {@code more}, with {@code bytes} in memory. */
    public PrefixStatistics plus(PrefixStatistics more, long bytes) {
        return new PrefixStatistics(
                hits + more.hits,
                misses + more.misses,
                reusedTokens + more.reusedTokens,
                stored + more.stored,
                loaded + more.loaded,
                rejected + more.rejected,
                bytes);
    }
}
