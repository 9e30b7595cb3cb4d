package dev.scopestream.engine.trace;

import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.decode.ObservedStep;
import dev.scopestream.engine.program.SlotTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Derives the entries that a step evicted from one request's slots before and after it. */
final class EvictionLog {
    private static final int PREFILL = -1;

    private final Consumer<EvictedEntry> sink;
    /** [L][S][n], after the step before. */
    private int[][][] positions;

    /** Likewise. */
    private SlotTable slots;

    EvictionLog(Consumer<EvictedEntry> sink) {
        this.sink = sink;
    }

    /** @param held positions in the row after the prefill, [L][S][n] */
    void prefilled(ObservedStep step, int[][][] held) {
        int[] prompt = IntStream.range(0, step.request().prompt().size()).toArray();
        for (int l = 0; l < held.length; l++) {
            for (int s = 0; s < held[l].length; s++) {
                for (int position : missing(prompt, held[l][s])) {
                    sink.accept(new EvictedEntry(step.request().id(), PREFILL, l, s, position, Double.NaN));
                }
            }
        }
        positions = held;
        slots = step.slots();
    }

    /** @param held positions in the row after the step, [L][S][n] */
    void stepped(ObservedStep step, int[][][] held) {
        int written = step.position() - 1;
        for (int l = 0; l < held.length; l++) {
            for (int s = 0; step.evictions(l) > 0 && s < held[l].length; s++) {
                int[] before = Arrays.copyOf(positions[l][s], positions[l][s].length + 1);
                before[before.length - 1] = written;
                for (int position : missing(before, held[l][s])) {
                    sink.accept(new EvictedEntry(
                            step.request().id(), step.step(), l, s, position, score(step, l, s, position)));
                }
            }
        }
        positions = held;
        slots = step.slots();
    }

    private double score(ObservedStep step, int layer, int head, int position) {
        boolean mean = step.score() == WindowScore.MEAN;
        int start = step.regionStart(layer);
        if (step.evictions(layer) == 1) {
            SlotTable after = step.slots();
            return step.evictedByScore(layer)
                    ? after.worth(layer, head, after.victim(layer, head), start, step.step(), mean)
                    : Double.NaN;
        }
        int[] before = slots.positions(layer, head, positions[layer][head].length);
        for (int slot = 0; slot < before.length; slot++) {
            if (before[slot] == position) {
                return slots.worth(layer, head, slot, start, step.step() - 1, mean);
            }
        }
        return Double.NaN;
    }

    private static int[] missing(int[] all, int[] kept) {
        BitSet present = new BitSet();
        Arrays.stream(kept).forEach(present::set);
        return Arrays.stream(all).filter(p -> !present.get(p)).sorted().toArray();
    }
}
