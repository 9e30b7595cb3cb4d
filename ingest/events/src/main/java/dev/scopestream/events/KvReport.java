package dev.scopestream.events;

/**
 * What a request's KV cache held and lost. An entry is one position of one layer and head; bytes count the keys and
 * values held, over all layers and heads.
 *
 * @param policy {@code prefill+decode}, such as h2o+slide
 * @param capacity entries kept of the prompt, resolved for this prompt; likewise window and recent
 * @param peakBytes most held after any step
 * @param meanBytes mean over the steps
 * @param spilled entries written to the spill store
 * @param recalled entries brought back
 * @param recallLost entries requested from the spill store that it no longer had
 * @param recallAhead share of the chosen entries that were in a recall slot before the choice
 * @param recallStallMs time that steps waited for entries to be read
 * @param recallCovered mean share of the attention mass on what was held or recalled, as the keys' codes estimate it
 * @param lostMassPrefill mean share of attention mass on the evicted prompt entries
 * @param lostMassDecode mean attention weight of an entry at the step after which it was evicted
 */
public record KvReport(
        String policy,
        String prefill,
        String decode,
        KvSpec.Fidelity fidelity,
        int capacity,
        int window,
        int recent,
        long peakBytes,
        double meanBytes,
        long evictedPrefill,
        long evictedDecode,
        long spilled,
        long recalled,
        long recallLost,
        double recallAhead,
        double recallStallMs,
        double recallCovered,
        double lostMassPrefill,
        double lostMassDecode) {

    /** Measures that aren't finite are reported as 0, and those beyond their range as its end: none costs a result. */
    public KvReport {
        meanBytes = measured(meanBytes, Double.MAX_VALUE);
        recallAhead = measured(recallAhead, 1);
        recallStallMs = measured(recallStallMs, Double.MAX_VALUE);
        recallCovered = measured(recallCovered, 1);
        lostMassPrefill = measured(lostMassPrefill, Double.MAX_VALUE);
        lostMassDecode = measured(lostMassDecode, Double.MAX_VALUE);
    }

    private static double measured(double value, double most) {
        return Double.isFinite(value) ? Math.max(0, Math.min(most, value)) : 0;
    }

    static KvReport read(Fields f) {
        return new KvReport(
                f.text("policy", 1, 2 * Limits.NAME_CHARS + 1),
                f.text("prefill", 1, Limits.NAME_CHARS),
                f.text("decode", 1, Limits.NAME_CHARS),
                f.choice("fidelity", KvSpec.Fidelity.class),
                f.integer("capacity", 0, Integer.MAX_VALUE),
                f.integer("window", 0, Integer.MAX_VALUE),
                f.integer("recent", 0, Integer.MAX_VALUE),
                f.longInteger("peak_bytes", 0, Long.MAX_VALUE),
                f.decimal("mean_bytes", 0, Double.MAX_VALUE),
                f.longInteger("evicted_prefill", 0, Long.MAX_VALUE),
                f.longInteger("evicted_decode", 0, Long.MAX_VALUE),
                f.longInteger("spilled", 0, Long.MAX_VALUE),
                f.longInteger("recalled", 0, Long.MAX_VALUE),
                f.longInteger("recall_lost", 0, Long.MAX_VALUE),
                f.decimal("recall_ahead", 0, 1),
                f.decimal("recall_stall_ms", 0, Double.MAX_VALUE),
                f.decimal("recall_covered", 0, 1),
                f.decimal("lost_mass_prefill", 0, Double.MAX_VALUE),
                f.decimal("lost_mass_decode", 0, Double.MAX_VALUE));
    }
}
