package dev.scopestream.engine.decode;

import dev.scopestream.engine.KvAccount;
import dev.scopestream.engine.KvState;
import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.resume.Snapshot;

/** What a request's cache holds and has lost. One entry is one position of one layer and storage head. */
final class KvUsage {
    private final long entryBytes;
    private long held;
    private long peak;
    private double sum;
    private long observations;
    private long evictedPrefill;
    private long evictedDecode;
    private double lostPrefill;
    private double lostDecode;

    /**
     * Usage of an empty cache.
     *
     * @param entryBytes of one entry, key and value together
     */
    KvUsage(long entryBytes) {
        this.entryBytes = entryBytes;
    }

    /**
     * The prompt is in its row.
     *
     * @param entries held
     * @param lost share of the prompt's scores that was evicted
     * @param recallBytes of recall slots, codes and staged entries
     */
    void prefilled(long entries, long evicted, double lost, long recallBytes) {
        evictedPrefill = evicted;
        lostPrefill = lost;
        hold(entries, recallBytes);
    }

    /**
     * A step is over.
     *
     * @param before entries held before its evictions
     * @param after entries held after them
     */
    void stepped(long before, long after, long recallBytes) {
        evictedDecode += before - after;
        peak = Math.max(peak, before * entryBytes + recallBytes);
        hold(after, recallBytes);
    }

    /** Sum of the evicted entries' attention weights in their last step. */
    void lost(double mass) {
        lostDecode = mass;
    }

    /** Everything but the weights lost in decode steps, which the row's tensors have. */
    Snapshot.Account state() {
        return new Snapshot.Account(peak, sum, observations, evictedPrefill, evictedDecode, lostPrefill);
    }

    void restore(Snapshot.Account state) {
        peak = state.peak();
        sum = state.sum();
        observations = state.observations();
        evictedPrefill = state.evictedPrefill();
        evictedDecode = state.evictedDecode();
        lostPrefill = state.lostPrefill();
    }

    private void hold(long entries, long recallBytes) {
        long bytes = entries * entryBytes + recallBytes;
        held = bytes;
        peak = Math.max(peak, bytes);
        sum += bytes;
        observations++;
    }

    /** @param all entries that a cache without evictions would hold */
    KvState kv(long all, RecallAccount recall) {
        return new KvState(held, all * entryBytes, evictedPrefill + evictedDecode, recall.recalled());
    }

    KvAccount account(RecallAccount recall) {
        return new KvAccount(
                peak,
                observations == 0 ? 0 : sum / observations,
                evictedPrefill,
                evictedDecode,
                lostPrefill,
                evictedDecode == 0 ? 0 : lostDecode / evictedDecode,
                recall);
    }
}
