package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.StoredElementType;
import dev.scopestream.spill.write.EvictedEntries;
import java.nio.IntBuffer;

/** The engine's evicted blocks in the spill store's terms. */
final class EvictedBlocks {
    private EvictedBlocks() {}

    /** The entries of a block as the engine hands it over; keys and values are not copied. */
    static EvictedEntries entries(EvictedBlock block) {
        return new EvictedEntries(
                Phase.valueOf(block.phase().name()),
                StoredElementType.valueOf(block.dtype().name()),
                block.headDim(),
                IntBuffer.wrap(block.positions().toArray()),
                block.keys(),
                block.values());
    }
}
