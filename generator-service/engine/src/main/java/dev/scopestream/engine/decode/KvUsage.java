package dev.scopestream.engine.decode;

import dev.scopestream.engine.KvAccount;
import dev.scopestream.engine.RecallAccount;
import dev.scopestream.engine.resume.Snapshot;

/** Counts what a request's cache holds and loses. An entry: one position of one layer and storage head. */
final class KvUsage {
    private final long entryBytes;
    private long peak;
    private double sum;
    private long observations;
    private long evictedPrefill;
    private long evictedDecode;
    private double lostPrefill;
    private double lostDecode;

    /**
     * An empty usage.
     *
     * @param entryBytes of one entry, key and value together
     */
    KvUsage(long entryBytes) {
        this.entryBytes = entryBytes;
    }

    /** The prompt is in its row; {@code lost} is the share of its scores that isn't, {@code besides} are bytes that recall takes. */
    void placed(long entries, long evicted, double lost, long besides) {
        evictedPrefill = evicted;
        lostPrefill = lost;
        hold(entries, besides);
    }

    /** A step is over: {@code most} entries while it attended, {@code left} after its evictions. */
    void stepped(long most, long left, long besides) {
        evictedDecode += most - left;
        peak = Math.max(peak, most * entryBytes + besides);
        hold(left, besides);
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

    private void hold(long entries, long besides) {
        long bytes = entries * entryBytes + besides;
        peak = Math.max(peak, bytes);
        sum += bytes;
        observations++;
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
