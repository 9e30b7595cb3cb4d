package dev.scopestream.spill.write;

import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.StoredElementType;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;

/**
 * Entries of one layer and head that a cache evicted, at least one. The buffers are read during the call that
 * takes the entries, and not kept.
 *
 * @param positions absolute token positions, n of them
 * @param keys n x headDim elements after RoPE, little endian
 * @param values n x headDim elements, little endian
 */
public record EvictedEntries(
        Phase phase, StoredElementType type, int headDim, IntBuffer positions, ByteBuffer keys, ByteBuffer values) {
    /** @throws IllegalArgumentException when the sizes contradict each other or a limit */
    public EvictedEntries {
        int n = positions.remaining();
        if (n < 1 || headDim < 1 || headDim > KvBlock.MAX_HEAD_DIM) {
            throw new IllegalArgumentException("entries are at least 1, of 1 to " + KvBlock.MAX_HEAD_DIM
                    + " elements; not " + n + " of " + headDim);
        }
        long bytes = (long) n * headDim * type.bytes();
        if (keys.remaining() != bytes || values.remaining() != bytes) {
            throw new IllegalArgumentException(n + " x " + headDim + " elements of " + type + " are " + bytes
                    + " bytes; keys have " + keys.remaining() + ", values " + values.remaining());
        }
        if (!KvBlock.validPositions(positions)) {
            throw new IllegalArgumentException("a position is negative");
        }
    }

    int size() {
        return positions.remaining();
    }

    /** Whether these may go into a block that was begun like this. */
    boolean continues(Phase begunPhase, StoredElementType begunType, int begunHeadDim) {
        return phase == begunPhase && type == begunType && headDim == begunHeadDim;
    }

    void copyPositions(int from, int count, int[] to, int at) {
        positions.get(positions.position() + from, to, at, count);
    }

    /** Appends some of the keys and values at the positions of these buffers. */
    void copyRows(int from, int count, ByteBuffer toKeys, ByteBuffer toValues) {
        int row = headDim * type.bytes();
        toKeys.put(keys.slice(keys.position() + from * row, count * row));
        toValues.put(values.slice(values.position() + from * row, count * row));
    }
}
