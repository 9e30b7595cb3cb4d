package dev.scopestream.engine.decode;

import dev.scopestream.engine.EvictedEntry;
import dev.scopestream.engine.KvOptions.WindowScore;
import dev.scopestream.engine.program.SlotTable;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Tells from a request's slots after every step what was evicted by it. */
final class EvictionLog {
    private static final int PREFILL = -1;

    private final Consumer<EvictedEntry> sink;
    private int[][][] positions;
    private SlotTable slots;

    EvictionLog(Consumer<EvictedEntry> sink) {
        this.sink = sink;
    }

    /** The prompt is in its row. */
    void prefilled(RunningRequest request, SlotTable table, int[][][] held) {
        int[] prompt = IntStream.range(0, request.request().prompt().size()).toArray();
        for (int l = 0; l < held.length; l++) {
            for (int s = 0; s < held[l].length; s++) {
                for (int position : missing(prompt, held[l][s])) {
                    sink.accept(new EvictedEntry(request.request().id(), PREFILL, l, s, position, Double.NaN));
                }
            }
        }
        positions = held;
        slots = table;
    }

    /** A step is over. */
    void stepped(RunningRequest request, SlotTable table, int[][][] held) {
        DecodeRow row = request.row();
        int written = request.position() - 1;
        for (int l = 0; l < held.length; l++) {
            for (int s = 0; row.evictions(l) > 0 && s < held[l].length; s++) {
                int[] before = Arrays.copyOf(positions[l][s], positions[l][s].length + 1);
                before[before.length - 1] = written;
                for (int position : missing(before, held[l][s])) {
                    sink.accept(new EvictedEntry(
                            request.request().id(), row.step(), l, s, position, score(request, table, l, s, position)));
                }
            }
        }
        positions = held;
        slots = table;
    }

    private double score(RunningRequest request, SlotTable table, int layer, int head, int position) {
        DecodeRow row = request.row();
        boolean mean = request.score() == WindowScore.MEAN;
        int start = row.regionStart(layer);
        if (row.evictions(layer) == 1) {
            return row.kind(layer) == DecodeRow.BY_SCORE
                    ? table.worth(layer, head, table.victim(layer, head), start, row.step(), mean)
                    : Double.NaN;
        }
        int[] before = slots.positions(layer, head, positions[layer][head].length);
        for (int slot = 0; slot < before.length; slot++) {
            if (before[slot] == position) {
                return slots.worth(layer, head, slot, start, row.step() - 1, mean);
            }
        }
        return Double.NaN;
    }

    private static int[] missing(int[] all, int[] kept) {
        BitSet there = new BitSet();
        Arrays.stream(kept).forEach(there::set);
        return Arrays.stream(all).filter(p -> !there.get(p)).sorted().toArray();
    }
}
