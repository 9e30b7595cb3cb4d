package dev.scopestream.cli.experiment;

import dev.scopestream.cli.common.KvArgument;

/**
 * One setting of the cache that documents run under.
 *
 * @param kv as {@code --kv} takes it
 * @param prefill policy; likewise decode
 * @param budget of the window, and of the capacity unless {@code whole}, in percent of the prompt's tokens; 100 where
 *     nothing is evicted
 * @param whole whether a policy that compresses prompts has the whole prompt's capacity: the bytes of a prompt that is kept
 * @param recall whether evicted entries are recalled
 */
record Cell(KvArgument kv, String prefill, String decode, int budget, boolean whole, boolean recall) {
    /** Keeps everything. */
    static final String ALL = "allkv";

    static final String NONE = "none";
    /** Recall's slots for each key/value head, its bits a channel, and how a group of queries is joined. */
    private static final String RECALL = ",recall.slots=48,recall.bits=1,recall.every=1,reduce=max";

    static Cell full() {
        return of(ALL, NONE, 100, false, false);
    }

    static Cell of(String prefill, String decode, int budget) {
        return of(prefill, decode, budget, false, false);
    }

    static Cell recalling(String prefill, String decode, int budget) {
        return of(prefill, decode, budget, false, true);
    }

    static Cell whole(String prefill, String decode, int budget) {
        return of(prefill, decode, budget, true, false);
    }

    private static Cell of(String prefill, String decode, int budget, boolean whole, boolean recall) {
        StringBuilder text = new StringBuilder(prefill + "+" + decode);
        if (!prefill.equals(ALL)) {
            text.append(",capacity=").append(whole ? 100 : budget).append('%');
        }
        if (!decode.equals(NONE)) {
            text.append(",window=")
                    .append(budget)
                    .append("%,recent=")
                    .append(Math.max(1, budget / 2))
                    .append('%');
        }
        text.append(recall ? RECALL : "");
        return new Cell(KvArgument.parse(text.toString()), prefill, decode, budget, whole, recall);
    }

    /** The two policies, for legends: a line of its own in a plot over budgets. */
    String pair() {
        return prefill + "+" + decode + (whole ? ", the whole prompt's bytes" : "") + (recall ? " with recall" : "");
    }
}
