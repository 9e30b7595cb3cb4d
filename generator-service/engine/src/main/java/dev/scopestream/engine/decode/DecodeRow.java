package dev.scopestream.engine.decode;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.policy.DecodePlan;
import dev.scopestream.engine.program.layout.EvictionKind;
import java.util.Arrays;

/**
 * Counts of one cache row, by layer: entries held, and what the next step writes and evicts. The program chooses, by score,
 * which entry is evicted.
 */
final class DecodeRow {
    private final DecodePlan plan;
    private final int[] held;
    private final boolean[] hole;
    private final int[] evictions;
    private final int[] forced;
    private final int[] cursor;
    private final int[] staged;
    private final int[] handed;
    private final int staging;
    private int step = -1;

    /**
     * A row after the prefill.
     *
     * @param kept entries of the prompt that each layer keeps
     * @param prompt tokens of the prompt
     * @param staging evicted entries of a layer that are staged before they are handed out; 0: they aren't handed out
     */
    DecodeRow(DecodePlan plan, IntArray kept, int prompt, int staging) {
        this.plan = plan;
        this.held = kept.toArray();
        this.hole = new boolean[held.length];
        this.evictions = new int[held.length];
        this.forced = new int[held.length];
        this.cursor = new int[held.length];
        this.staged = new int[held.length];
        this.handed = kept.stream().map(k -> prompt - k).toArray();
        this.staging = staging;
    }

    /** A row after {@code steps} decode steps. */
    static DecodeRow after(int steps, DecodePlan plan, IntArray kept, int prompt, int staging) {
        DecodeRow row = new DecodeRow(plan, kept, prompt, staging);
        for (int i = 0; i < steps; i++) {
            row.advance();
            row.settle();
        }
        return row;
    }

    /** Plans the next step: every layer gets one entry and evicts as many as its policy says. */
    void advance() {
        step++;
        for (int l = 0; l < held.length; l++) {
            if (evictions[l] == 1 && staging > 0) {
                staged[l]++;
            }
            held[l] += 1;
            evictions[l] = plan.evictions(step, l, held[l]);
            if (evictions[l] == 1 && plan.oldestFirst()) {
                forced[l] = plan.regionStart(l) + cursor[l];
                cursor[l] = (cursor[l] + 1) % (held[l] - plan.regionStart(l));
            }
            if (evictions[l] > 1 && plan.oldestFirst()) {
                throw new IllegalStateException("a sliding window evicts one entry a step, not " + evictions[l]);
            }
        }
    }

    /** Ends the step: its evicted entries are no longer held. */
    void settle() {
        for (int l = 0; l < held.length; l++) {
            handed[l] += handing(l);
            held[l] -= evictions[l];
            hole[l] = evictions[l] == 1;
        }
    }

    /** Decode step t, from 0. */
    int step() {
        return step;
    }

    int layers() {
        return held.length;
    }

    /** Entries of a layer: from {@link #advance} on with the step's own, from {@link #settle} on without the evicted ones. */
    int held(int layer) {
        return held[layer];
    }

    int evictions(int layer) {
        return evictions[layer];
    }

    int regionStart(int layer) {
        return plan.regionStart(layer);
    }

    int recent() {
        return plan.recent();
    }

    /** The slot that the step writes; -1: the slot of the entry that the step before evicted. */
    int writeSlot(int layer) {
        return hole[layer] ? -1 : held[layer] - 1;
    }

    /** Whether one slot in use is free: that of an evicted entry, which {@link #held} doesn't count. */
    boolean hole(int layer) {
        return hole[layer];
    }

    /** What the program evicts after the step; bulk evictions are made apart. */
    EvictionKind kind(int layer) {
        if (evictions[layer] != 1) {
            return EvictionKind.NONE;
        }
        return plan.oldestFirst() ? EvictionKind.FORCED : EvictionKind.BY_SCORE;
    }

    /** Whether a layer evicts one entry after the step. */
    boolean evictsOne() {
        return Arrays.stream(evictions).anyMatch(n -> n == 1);
    }

    int forcedSlot(int layer) {
        return forced[layer];
    }

    /** Slots in use, a free one included, of the layer that uses most; after {@link #settle}. */
    int slots() {
        int most = 0;
        for (int l = 0; l < held.length; l++) {
            most = Math.max(most, held[l] + (hole[l] ? 1 : 0));
        }
        return most;
    }

    /** The staging slot of this step's evicted entry; -1: none. */
    int stagingSlot(int layer) {
        return staging > 0 && evictions[layer] == 1 ? staged[layer] % staging : -1;
    }

    /** Staged entries of a layer that weren't handed out yet, this step's included. */
    int collected(int layer) {
        int now = staged[layer] + (evictions[layer] == 1 && staging > 0 ? 1 : 0);
        return now == 0 ? 0 : (now - 1) % staging + 1;
    }

    /** Whether this step fills a layer's staging slots: then they are handed out. */
    boolean full(int layer) {
        return staging > 0 && stagingSlot(layer) == staging - 1;
    }

    /** Staged entries of a layer from the steps before this one: this step still attends to them. */
    int waiting(int layer) {
        return staging == 0 ? 0 : staged[layer] % staging;
    }

    /** Entries of each head of a layer that were handed out before this step. */
    int handed(int layer) {
        return handed[layer];
    }

    /** {@link #handed} of the layer that handed out most. */
    int handedMost() {
        return Arrays.stream(handed).max().orElse(0);
    }

    /** {@link #handedMost} after the planned step. */
    int handedNext() {
        int most = 0;
        for (int l = 0; l < handed.length; l++) {
            most = Math.max(most, handed[l] + handing(l));
        }
        return most;
    }

    private int handing(int layer) {
        return evictions[layer] > 1 ? evictions[layer] : full(layer) ? staging : 0;
    }

    long totalHeld() {
        return Arrays.stream(held).asLongStream().sum();
    }
}
