package dev.scopestream.generator.spill;

import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.read.SpillPrefetcher;
import dev.scopestream.spill.read.SpillReader;
import dev.scopestream.spill.write.BlockAssembler;
import dev.scopestream.spill.write.SpillWriter;

/**
 * A spill store with everything that writes to it and reads from it.
 *
 * @param writer the store's write queue and its thread
 * @param assembler gathers evicted entries into blocks of {@code blockTokens}
 * @param reader reads stored and queued blocks
 * @param prefetcher reads the next layer's blocks on a thread of its own
 * @param blockTokens entries of a block
 */
record SpillPipeline(
        SpillStore store,
        SpillWriter writer,
        BlockAssembler assembler,
        SpillReader reader,
        SpillPrefetcher prefetcher,
        int blockTokens)
        implements AutoCloseable {

    /** @param cacheBytes bytes of blocks that the reader keeps in memory */
    static SpillPipeline of(SpillStore store, SpillOptions options, long cacheBytes) {
        int blockTokens = options.writing().blockTokens();
        SpillWriter writer = new SpillWriter(store, options);
        BlockAssembler assembler = new BlockAssembler(blockTokens);
        SpillReader reader = new SpillReader(store, writer, assembler, cacheBytes);
        return new SpillPipeline(store, writer, assembler, reader, new SpillPrefetcher(reader), blockTokens);
    }

    @Override
    public void close() {
        prefetcher.close();
        writer.close();
        store.close();
    }
}
