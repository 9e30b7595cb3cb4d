package dev.scopestream.engine.program;

import java.util.Arrays;

/** What the slots of one row hold. */
public final class SlotTable {
    private final int heads;
    private final int slots;
    private final int[] positions;
    private final long[] victims;
    private final float[] scores;
    private final int[] order;

    SlotTable(int heads, int slots, int[] positions, long[] victims, float[] scores, int[] order) {
        this.heads = heads;
        this.slots = slots;
        this.positions = positions;
        this.victims = victims;
        this.scores = scores;
        this.order = order;
    }

    /** Positions in the first {@code count} slots of a layer's head. */
    public int[] positions(int layer, int head, int count) {
        int start = (layer * heads + head) * slots;
        return Arrays.copyOfRange(positions, start, start + count);
    }

    /**
     * How close the last eviction of a layer's head was: the least score of what it could have evicted instead, less the
     * evicted one's, relative to it. Only for windows scored by the last step's weights.
     *
     * @param regionStart the region's first slot
     * @param newest entries of a higher order were protected
     */
    public double evictionGap(int layer, int head, int regionStart, int newest) {
        int width = scores.length / victims.length;
        int start = (layer * heads + head) * width;
        int gone = victim(layer, head) - regionStart;
        double next = Double.POSITIVE_INFINITY;
        for (int i = 0; i < width - 1; i++) {
            if (i != gone && order[start + i] <= newest) {
                next = Math.min(next, scores[start + i]);
            }
        }
        double evicted = scores[start + gone];
        return (next - evicted) / Math.max(evicted, Float.MIN_NORMAL);
    }

    /**
     * What the entry of a slot is worth after a step.
     *
     * @param regionStart the region's first slot
     * @param step decode step t
     * @param mean whether its score counts by the step since it came
     * @return NaN outside of the region
     */
    public double worth(int layer, int head, int slot, int regionStart, int step, boolean mean) {
        int width = scores.length / victims.length;
        int column = slot - regionStart;
        if (column < 0 || column >= width - 1) {
            return Double.NaN;
        }
        int at = (layer * heads + head) * width + column;
        return mean ? scores[at] / Math.max(1, step - Math.max(0, order[at]) + 1) : scores[at];
    }

    /** The slot whose entry was evicted last. */
    public int victim(int layer, int head) {
        return (int) victims[layer * heads + head];
    }
}
