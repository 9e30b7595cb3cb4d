package dev.scopestream.engine.program;

import java.util.Arrays;

/** What the slots of one row hold. */
public final class SlotTable {
    private final int heads;
    private final int slots;
    private final int[] positions;
    private final long[] victims;

    SlotTable(int heads, int slots, int[] positions, long[] victims) {
        this.heads = heads;
        this.slots = slots;
        this.positions = positions;
        this.victims = victims;
    }

    /** Positions in the first {@code count} slots of a layer's head. */
    public int[] positions(int layer, int head, int count) {
        int start = (layer * heads + head) * slots;
        return Arrays.copyOfRange(positions, start, start + count);
    }

    /** The slot whose entry was evicted last. */
    public int victim(int layer, int head) {
        return (int) victims[layer * heads + head];
    }
}
