package dev.scopestream.engine;

import java.nio.ByteBuffer;

/**
 * KV entries of one layer and key/value head that left the cache.
 *
 * @param requestId the request that had them
 * @param phase whether the prefill or a decode step evicted them
 * @param positions absolute token positions, n of them
 * @param dtype of the elements
 * @param keys n x headDim elements after RoPE, little endian, a buffer of its own
 * @param values n x headDim elements, likewise
 */
public record EvictedBlock(
        String requestId,
        Phase phase,
        int layer,
        int head,
        IntArray positions,
        Dtype dtype,
        int headDim,
        ByteBuffer keys,
        ByteBuffer values) {

    /** The two phases that SCOPE compresses separately (arXiv 2412.13649, section 3). */
    public enum Phase {
        PREFILL,
        DECODE
    }
}
