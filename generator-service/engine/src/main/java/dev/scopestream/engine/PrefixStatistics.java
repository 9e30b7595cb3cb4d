package dev.scopestream.engine;

/**
 * What an engine's prompt prefixes were good for, since it began.
 *
 * @param hits prompts that began with a prefix that was there
 * @param misses prompts that didn't
 * @param reusedTokens prompt tokens that needn't go through the model
 * @param stored prefixes put into memory
 * @param loaded of these, from the store
 * @param rejected contents of the store that couldn't be used
 * @param bytes in memory now
 */
public record PrefixStatistics(
        long hits, long misses, long reusedTokens, long stored, long loaded, long rejected, long bytes) {
    public static PrefixStatistics none() {
        return new PrefixStatistics(0, 0, 0, 0, 0, 0, 0);
    }
}
