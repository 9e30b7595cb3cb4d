package dev.scopestream.spill.read;

/**
 * Where a reader found blocks.
 *
 * @param fromAssembler in a block that wasn't full yet
 * @param fromQueue waiting to be written
 * @param fromCache read before
 * @param fromStore read from disk or from RocksDB's buffers
 * @param missed not found, or not usable; the store's statistics tell why
 * @param prefetched read from the store into the cache before they were asked for
 * @param cachedBytes keys and values in the cache now
 */
public record ReaderStatistics(
        long fromAssembler,
        long fromQueue,
        long fromCache,
        long fromStore,
        long missed,
        long prefetched,
        long cachedBytes) {
    /** Blocks that didn't have to be read from the store. */
    public long fromMemory() {
        return fromAssembler + fromQueue + fromCache;
    }
}
