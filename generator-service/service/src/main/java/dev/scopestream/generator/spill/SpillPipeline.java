package dev.scopestream.generator.spill;

import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStore;
import dev.scopestream.spill.guard.GuardedStore;
import dev.scopestream.spill.read.SpillPrefetcher;
import dev.scopestream.spill.read.SpillReader;
import dev.scopestream.spill.write.BlockAssembler;
import dev.scopestream.spill.write.SpillWriter;
import java.time.Duration;

/**
 * A spill store with everything that writes to it and reads from it.
 *
 * @param store answers in time, also when its disk hangs
 * @param writer the store's write queue and its thread
 * @param assembler gathers evicted entries into blocks of {@code blockTokens}
 * @param reader reads stored and queued blocks
 * @param prefetcher reads the next layer's blocks on a thread of its own
 * @param blockTokens entries of a block
 * @param waitAtMost how long a decode thread may wait for the disk in a step
 */
record SpillPipeline(
        GuardedStore store,
        SpillWriter writer,
        BlockAssembler assembler,
        SpillReader reader,
        SpillPrefetcher prefetcher,
        int blockTokens,
        Duration waitAtMost)
        implements AutoCloseable {

    /** @param cacheBytes bytes of blocks that the reader keeps in memory */
    static SpillPipeline of(SpillStore store, SpillOptions options, long cacheBytes) {
        int blockTokens = options.writing().blockTokens();
        SpillWriter writer = new SpillWriter(store, options);
        BlockAssembler assembler = new BlockAssembler(blockTokens);
        GuardedStore guarded = new GuardedStore(store, options.writing().waitAtMost());
        SpillReader reader = new SpillReader(guarded, writer, assembler, cacheBytes);
        return new SpillPipeline(
                guarded,
                writer,
                assembler,
                reader,
                new SpillPrefetcher(reader),
                blockTokens,
                options.writing().waitAtMost());
    }

    @Override
    public void close() {
        prefetcher.close();
        writer.close();
        store.close();
    }
}
