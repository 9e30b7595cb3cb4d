package dev.scopestream.engine.resume;

import dev.scopestream.engine.IntArray;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A request between two steps: everything that its remaining tokens depend on and that its tokens so far don't tell.
 *
 * @param request whose it is
 * @param tokens generated so far, at least 1
 * @param account what its cache held and lost so far
 * @param decodeNanos time spent on the tokens after the first
 * @param slots of its row that are in use
 * @param row its parts, as {@code RowTransfer} makes them
 */
public record Snapshot(
        RequestDigest request, IntArray tokens, Account account, long decodeNanos, int slots, List<ByteBuffer> row) {
    public Snapshot {
        row = List.copyOf(row);
    }

    /**
     * Bytes held, and entries lost (one: one position of one layer and head).
     *
     * @param peak most held after any step
     * @param sum of those held, over {@code observations}
     * @param evictedPrefill evicted of the prompt
     * @param evictedDecode evicted while decoding
     * @param lostPrefill share of the prompt's scores that was evicted
     */
    public record Account(
            long peak, double sum, long observations, long evictedPrefill, long evictedDecode, double lostPrefill) {}
}
