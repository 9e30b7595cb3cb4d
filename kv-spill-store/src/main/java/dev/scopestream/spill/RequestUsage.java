package dev.scopestream.spill;

/**
 * What a request holds in a store.
 *
 * @param values blocks and blobs
 * @param bytes of their keys and values
 */
public record RequestUsage(String requestId, long values, long bytes) {
    /** Both together; of the same request. */
    public RequestUsage plus(RequestUsage other) {
        return new RequestUsage(requestId, values + other.values, bytes + other.bytes);
    }
}
