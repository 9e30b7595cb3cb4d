package dev.scopestream.engine.decode;

import dev.scopestream.engine.KvAccount;
import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.resume.Snapshot;

/** Counts what a request's cache holds and loses. An entry: one position of one layer and storage head. */
final class KvLedger {
    private final long entryBytes;
    private final long fixedBytes;
    private long peak;
    private double sum;
    private long observations;
    private long evictedPrefill;
    private long evictedDecode;
    private double lostPrefill;
    private double lostDecode;

    /**
     * An empty ledger.
     *
     * @param entryBytes of one entry, key and value together
     * @param fixedBytes held besides, from the first to the last step
     */
    KvLedger(long entryBytes, long fixedBytes) {
        this.entryBytes = entryBytes;
        this.fixedBytes = fixedBytes;
    }

    /** The prompt is in its row; {@code lost} is the share of its scores that isn't. */
    void placed(long entries, long evicted, double lost) {
        evictedPrefill = evicted;
        lostPrefill = lost;
        hold(entries);
    }

    /** A step is over: {@code most} entries while it attended, {@code left} after its evictions. */
    void stepped(long most, long left) {
        evictedDecode += most - left;
        peak = Math.max(peak, most);
        hold(left);
    }

    /** Sum of the weights that the evicted had when they went. */
    void lost(double mass) {
        lostDecode = mass;
    }

    /** All but the weights that were lost while decoding, which the row itself counts. */
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

    private void hold(long entries) {
        peak = Math.max(peak, entries);
        sum += entries;
        observations++;
    }

    KvAccount account(RecallAccount recall) {
        return new KvAccount(
                peak * entryBytes + fixedBytes,
                observations == 0 ? 0 : sum / observations * entryBytes + fixedBytes,
                evictedPrefill,
                evictedDecode,
                lostPrefill,
                evictedDecode == 0 ? 0 : lostDecode / evictedDecode,
                recall);
    }
}
