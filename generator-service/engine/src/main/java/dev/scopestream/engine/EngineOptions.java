package dev.scopestream.engine;

/**
 * How an engine runs.
 *
 * @param dtype of weights and cache
 * @param threads intra-op threads of PyTorch; 0: all cores
 * @param maxBatch at most so many requests decode at once
 * @param kvBytes at most so many bytes of cache rows in all
 * @param prefillChunk tokens of a prompt that go through the model in one step
 */
public record EngineOptions(Dtype dtype, int threads, int maxBatch, long kvBytes, int prefillChunk) {
    public static EngineOptions defaults() {
        return new EngineOptions(Dtype.FP32, 0, 32, 2L << 30, 256);
    }

    public EngineOptions withDtype(Dtype value) {
        return new EngineOptions(value, threads, maxBatch, kvBytes, prefillChunk);
    }
}
