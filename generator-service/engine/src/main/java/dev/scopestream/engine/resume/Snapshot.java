package dev.scopestream.engine.resume;

import dev.scopestream.engine.IntArray;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A request's state between two steps.
 *
 * @param request digests of the request and its model
 * @param tokens generated so far, at least 1
 * @param account what its cache held and lost so far
 * @param decodeNanos time spent on the tokens after the first
 * @param slots of its row that are in use, of the layer that uses most
 * @param row contents of its row's tensors, as {@code RowTransfer} writes them
 */
public record Snapshot(
        RequestDigest request, IntArray tokens, Account account, long decodeNanos, int slots, List<ByteBuffer> row) {
    public Snapshot {
        row = List.copyOf(row);
    }

    /**
     * Bytes held and entries evicted. One entry is one position of one layer and head.
     *
     * @param peak largest number of bytes held
     * @param sum of the bytes held after each of {@code observations} steps
     * @param evictedPrefill entries evicted by the prefill
     * @param evictedDecode entries evicted by decode steps
     * @param lostPrefill share of the prompt's scores that was evicted
     */
    public record Account(
            long peak, double sum, long observations, long evictedPrefill, long evictedDecode, double lostPrefill) {}
}
