package dev.scopestream.engine.program;

import dev.scopestream.engine.policy.WeightHistory;

/**
 * What requests must have in common to share a pool of cache rows.
 *
 * @param heads storage heads: key/value heads, or query heads in {@code reference} fidelity
 * @param slots of a row, per layer and head
 * @param region slots that are scored; 0: nothing is ever evicted
 * @param staged evicted entries of a layer and head that are collected before they are handed out; 0: they aren't
 * @param recall space for recalled entries
 * @param score the decode policy's score function
 * @param history what is recorded for it
 */
public record PoolKey(
        int heads,
        int slots,
        int region,
        int staged,
        RecallSpace recall,
        ScoreFunctions.Call score,
        WeightHistory history) {

    /** A key whose sizes are rounded up to one of 32 steps between powers of two (at most 1/32 more), with the built-in score. */
    public static PoolKey rounded(int heads, int slots, int region, int staged, RecallSpace recall) {
        int rounded = round(slots);
        return new PoolKey(
                heads,
                rounded,
                Math.min(rounded, round(region)),
                staged,
                new RecallSpace(recall.slots(), recall.bits(), round(recall.codes())),
                ScoreFunctions.Call.BUILT_IN,
                WeightHistory.NONE);
    }

    /** The same with a decode policy's score function, and what is recorded for it. */
    public PoolKey withScore(ScoreFunctions.Call function, WeightHistory recorded) {
        return new PoolKey(heads, slots, region, staged, recall, function, recorded);
    }

    /** The same with codes for so many keys. */
    PoolKey withCodes(int codes) {
        RecallSpace space = new RecallSpace(recall.slots(), recall.bits(), codes);
        return new PoolKey(heads, slots, region, staged, space, score, history);
    }

    private static int round(int n) {
        if (n <= 32) {
            return n;
        }
        int step = Integer.highestOneBit(n) >> 5;
        return (n + step - 1) / step * step;
    }
}
