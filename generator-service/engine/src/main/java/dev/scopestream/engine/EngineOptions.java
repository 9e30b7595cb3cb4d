package dev.scopestream.engine;

/**
 * How an engine runs.
 *
 * @param dtype of weights and cache
 * @param threads intra-op threads of PyTorch; 0: all cores
 * @param maxBatch at most so many requests decode at once
 * @param kvBytes at most so many bytes of cache rows in all
 * @param prefillChunk tokens of a prompt that go through the model in one step
 * @param prefixBytes at most so many bytes of prompt prefixes for prompts that begin alike; 0: none are kept
 */
public record EngineOptions(Dtype dtype, int threads, int maxBatch, long kvBytes, int prefillChunk, long prefixBytes) {

    /** Without prefixes. */
    public EngineOptions(Dtype dtype, int threads, int maxBatch, long kvBytes, int prefillChunk) {
        this(dtype, threads, maxBatch, kvBytes, prefillChunk, 0);
    }

    public static EngineOptions defaults() {
        return new EngineOptions(Dtype.FP32, 0, 32, 2L << 30, 256);
    }

    public EngineOptions withDtype(Dtype value) {
        return new EngineOptions(value, threads, maxBatch, kvBytes, prefillChunk, prefixBytes);
    }

    public EngineOptions withPrefixBytes(long value) {
        return new EngineOptions(dtype, threads, maxBatch, kvBytes, prefillChunk, value);
    }
}
