package dev.scopestream.spill;

/**
 * Where a block stands within its request.
 *
 * @param layer from 0, below {@value #MAX_LAYERS}
 * @param head key/value head from 0, below {@value #MAX_LAYERS}
 * @param sequence number of the block within its layer and head, from 0, below {@value #MAX_SEQUENCE}
 */
public record BlockAddress(int layer, int head, int sequence) implements Comparable<BlockAddress> {
    static final int MAX_LAYERS = 1 << 16;
    static final int MAX_SEQUENCE = 1 << 24;

    public BlockAddress {
        if (!valid(layer, head, sequence)) {
            throw new IllegalArgumentException("layer and head must be from 0 to " + (MAX_LAYERS - 1)
                    + ", the sequence from 0 to " + (MAX_SEQUENCE - 1) + "; is " + layer + ", " + head + ", "
                    + sequence);
        }
    }

    public static boolean valid(int layer, int head, int sequence) {
        return layer >= 0
                && layer < MAX_LAYERS
                && head >= 0
                && head < MAX_LAYERS
                && sequence >= 0
                && sequence < MAX_SEQUENCE;
    }

    /** Layer (16 bits), head (16), sequence (32): orders as a store's keys do. */
    public long packed() {
        return (long) layer << 48 | (long) head << 32 | sequence;
    }

    @Override
    public int compareTo(BlockAddress other) {
        return Long.compareUnsigned(packed(), other.packed());
    }
}
