package dev.scopestream.engine;

import java.time.Duration;

/**
 * How an engine runs.
 *
 * @param dtype of weights and cache
 * @param threads intra-op threads of PyTorch; 0: all cores
 * @param maxBatch at most so many requests decode at once
 * @param kvBytes at most so many bytes of cache rows in all
 * @param prefillChunk tokens of a prompt that go through the model in one step
 * @param prefixBytes at most so many bytes of prompt prefixes for prompts that begin alike; 0: none are kept
 * @param stall requests that decode wait no longer than this for the next token while a prompt is read
 * @param device where it computes
 * @param kvDtype of the cache's entries
 */
public record EngineOptions(
        Dtype dtype,
        int threads,
        int maxBatch,
        long kvBytes,
        int prefillChunk,
        long prefixBytes,
        Duration stall,
        ComputeDevice device,
        KvDtype kvDtype) {
    private static final Duration STALL = Duration.ofMillis(100);

    /** @throws IllegalArgumentException when the device has no products for the dtype */
    public EngineOptions {
        device.require(dtype);
    }

    /** On the processor, without prefixes, with the default stall budget, and with a cache of the dtype's own type. */
    public EngineOptions(Dtype dtype, int threads, int maxBatch, long kvBytes, int prefillChunk) {
        this(dtype, threads, maxBatch, kvBytes, prefillChunk, 0, STALL, ComputeDevice.CPU, KvDtype.AUTO);
    }

    public static EngineOptions defaults() {
        return new EngineOptions(Dtype.FP32, 0, 32, 2L << 30, 256);
    }

    public EngineOptions withDtype(Dtype value) {
        return new EngineOptions(value, threads, maxBatch, kvBytes, prefillChunk, prefixBytes, stall, device, kvDtype);
    }

    public EngineOptions withPrefixBytes(long value) {
        return new EngineOptions(dtype, threads, maxBatch, kvBytes, prefillChunk, value, stall, device, kvDtype);
    }

    public EngineOptions withStall(Duration value) {
        return new EngineOptions(dtype, threads, maxBatch, kvBytes, prefillChunk, prefixBytes, value, device, kvDtype);
    }

    public EngineOptions withDevice(ComputeDevice value) {
        return new EngineOptions(dtype, threads, maxBatch, kvBytes, prefillChunk, prefixBytes, stall, value, kvDtype);
    }

    public EngineOptions withKvDtype(KvDtype value) {
        return new EngineOptions(dtype, threads, maxBatch, kvBytes, prefillChunk, prefixBytes, stall, device, value);
    }
}
