package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillOptions;
import java.util.function.Consumer;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.SstFileManager;
import org.rocksdb.WriteBufferManager;

/**
 * RocksDB's settings for large values that live shortly. Values of {@link SpillOptions.Rocks#blobMinBytes} and more go to blob
 * files, so tables hold keys alone and compacting them is cheap; nothing is compressed (keys and values of a cache are
 * noise to a compressor). Column families flush together, as without a write-ahead log nothing else keeps the index consistent
 * with the values.
 *
 * <p>Memory is {@link SpillOptions.Rocks#memoryBytes}, of all column families: one write buffer manager begins a flush of
 * all of them at a quarter of it, writes stop while a second flush waits for the first, and what is written is charged to
 * the block cache, which is as large as all of it. The manager itself doesn't stop writes: a flush that fails would then
 * hold them for ever, instead of failing them.
 */
final class RocksTuning {
    private static final long LARGEST_FILE = 64L << 20;
    private static final long SMALLEST_FILE = 1L << 20;
    /** A flush begins when so large a part of the memory is written to. */
    private static final int FLUSH_SHARE = 4;

    private final SpillOptions options;
    private final Consumer<AbstractNativeReference> owner;
    private final BlockBasedTableConfig tables;
    private final WriteBufferManager writeBuffers;

    /** @param owner takes every native object that is made, and closes it when the time has come */
    RocksTuning(SpillOptions options, Consumer<AbstractNativeReference> owner) {
        this.options = options;
        this.owner = owner;
        long memory = options.rocks().memoryBytes();
        Cache cache = own(new LRUCache(memory));
        this.writeBuffers = own(new WriteBufferManager(memory / FLUSH_SHARE, cache));
        this.tables = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setCacheIndexAndFilterBlocks(true)
                .setFilterPolicy(own(new BloomFilter(10)));
    }

    DBOptions database(SstFileManager files, RocksLog log, boolean readOnly) {
        return own(new DBOptions())
                .setCreateIfMissing(!readOnly)
                .setCreateMissingColumnFamilies(!readOnly)
                .setAtomicFlush(!readOnly)
                .setSstFileManager(files)
                .setWriteBufferManager(writeBuffers)
                .setMaxBackgroundJobs(2)
                .setMaxOpenFiles(512)
                .setBytesPerSync(1 << 20)
                .setLogger(log);
    }

    /** For the index: small values. */
    ColumnFamilyOptions index() {
        return own(new ColumnFamilyOptions())
                .setTableFormatConfig(tables)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setMaxWriteBufferNumber(2)
                .setWriteBufferSize(options.rocks().memoryBytes() / FLUSH_SHARE);
    }

    /** For blocks, digests, checkpoints and prefixes. */
    ColumnFamilyOptions values() {
        long file = Math.min(
                LARGEST_FILE, Math.max(SMALLEST_FILE, options.retention().quotaBytes() / 16));
        return index().setEnableBlobFiles(true)
                .setMinBlobSize(options.rocks().blobMinBytes())
                .setBlobFileSize(file)
                .setBlobCompressionType(CompressionType.NO_COMPRESSION)
                .setEnableBlobGarbageCollection(true)
                .setBlobGarbageCollectionAgeCutoff(0.1)
                .setBlobGarbageCollectionForceThreshold(0.5);
    }

    private <T extends AbstractNativeReference> T own(T resource) {
        owner.accept(resource);
        return resource;
    }
}
