package dev.scopestream.engine;

/**
 * What a request's KV cache held and lost. Bytes count keys and values over all layers and heads, and with recall
 * its slots, codes and staged entries.
 *
 * @param peakBytes largest number of bytes held after any step
 * @param meanBytes mean over the steps of the bytes held
 * @param evictedPrefill entries evicted after the prefill (one entry: one position of one layer and head)
 * @param evictedDecode entries evicted while decoding
 * @param lostMassPrefill mean share of attention mass on the evicted prompt entries, as far as the policy measures it
 * @param lostMassDecode mean over decode evictions of the evicted entry's attention weight at its last step
 * @param recall numbers of its recall
 */
public record KvAccount(
        long peakBytes,
        double meanBytes,
        long evictedPrefill,
        long evictedDecode,
        double lostMassPrefill,
        double lostMassDecode,
        RecallAccount recall) {

    /** A measure that isn't finite counts as 0. */
    public KvAccount {
        meanBytes = Double.isFinite(meanBytes) ? meanBytes : 0;
        lostMassPrefill = Double.isFinite(lostMassPrefill) ? lostMassPrefill : 0;
        lostMassDecode = Double.isFinite(lostMassDecode) ? lostMassDecode : 0;
    }
}
