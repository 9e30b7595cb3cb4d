package dev.scopestream.engine.decode;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.policy.DecodePlan;
import java.util.Arrays;

/**
 * Size of a request's cache row; each number is that of the layer that has most.
 *
 * @param slots most entries that a layer and head holds
 * @param region most entries of a layer's scored region
 * @param evicted entries that a layer and head evicts, in prefill and decoding
 */
record RowSize(int slots, int region, int evicted) {

    /**
     * Counts the entries of every step of a plan.
     *
     * @param kept entries of the prompt that each layer keeps
     * @param prompt tokens of the prompt
     */
    static RowSize of(DecodePlan plan, IntArray kept, int prompt, int steps) {
        int slots = kept.stream().max().orElse(0);
        int region = 0;
        int[] held = kept.toArray();
        int[] evicted = kept.stream().map(k -> prompt - k).toArray();
        for (int t = 0; t < steps; t++) {
            for (int l = 0; l < held.length; l++) {
                held[l]++;
                slots = Math.max(slots, held[l]);
                region = Math.max(region, held[l] - plan.regionStart(l));
                int evictions = plan.evictions(t, l, held[l]);
                held[l] -= evictions;
                evicted[l] += evictions;
            }
        }
        return new RowSize(slots, region, Arrays.stream(evicted).max().orElse(0));
    }
}
