package dev.scopestream.spill;

import java.util.Map;

/**
 * What a request has in a store.
 *
 * @param blocks that can be used
 * @param prefillEntries entries (one position of one layer and head) that the prefill evicted
 * @param decodeEntries entries that were evicted while decoding
 * @param layers how many layers have blocks
 * @param heads how many key/value heads have blocks, in all layers together
 * @param digests that can be used
 * @param checkpointBytes of its checkpoint's payload, 0 when it has none
 * @param bytes of all usable values as stored
 * @param oldestMillis when the oldest was written, milliseconds since 1970; 0 when nothing can be used
 * @param newestMillis when the youngest was
 * @param failures values that can't be used, by reason
 */
public record RequestContent(
        String requestId,
        long blocks,
        long prefillEntries,
        long decodeEntries,
        int layers,
        int heads,
        long digests,
        long checkpointBytes,
        long bytes,
        long oldestMillis,
        long newestMillis,
        Map<MissReason, Long> failures) {
    public RequestContent {
        failures = Map.copyOf(failures);
    }
}
