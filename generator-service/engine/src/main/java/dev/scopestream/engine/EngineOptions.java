package dev.scopestream.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How an engine runs. */
public record EngineOptions(Compute compute, Memory memory, Schedule schedule, Prompts prompts, Loading loading) {
    private static final EngineOptions DEFAULTS = new EngineOptions(
            new Compute(ComputeDevice.CPU, Dtype.FP32, KvDtype.AUTO, 0),
            new Memory(2L << 30, 0),
            new Schedule(32, 256, Duration.ofMillis(100)),
            new Prompts(Optional.empty(), false),
            new Loading(true, LoadProgress.none(), KernelChoice::fixed));

    /**
     * Where and in which types it computes.
     *
     * @param dtype of weights, and of what is computed with them
     * @param kvDtype of the cache's entries
     * @param threads intra-op threads of PyTorch; 0: all cores
     */
    public record Compute(ComputeDevice device, Dtype dtype, KvDtype kvDtype, int threads) {
        /** @throws IllegalArgumentException when the device has no products for the dtype */
        public Compute {
            device.require(dtype);
        }
    }

    /**
     * Limits of memory, in bytes.
     *
     * @param kvBytes of all cache rows together
     * @param prefixBytes of prompt prefixes kept for prompts that begin alike; 0: none are kept
     */
    public record Memory(long kvBytes, long prefixBytes) {}

    /**
     * What a step does.
     *
     * @param maxBatch most requests that decode at once
     * @param prefillChunk tokens of a prompt that go through the model in one step
     * @param stall most time that decoding requests wait for the next token while a prompt is read
     */
    public record Schedule(int maxBatch, int prefillChunk, Duration stall) {}

    /**
     * How conversations become tokens.
     *
     * @param chatTemplate file with the template to use instead of the checkpoint's
     * @param allowControlTokens whether control tokens that are written out in messages are control tokens; if not,
     *     they're text like any other
     */
    public record Prompts(Optional<Path> chatTemplate, boolean allowControlTokens) {}

    /**
     * How the model is loaded.
     *
     * @param checkMemory whether one that doesn't fit into the available memory is refused before it's read
     * @param kernels decides how products are computed
     */
    public record Loading(boolean checkMemory, LoadProgress progress, KernelSelector kernels) {}

    /** fp32 on the processor, without prefix reuse. */
    public static EngineOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that begins with {@link #defaults}. */
    public static EngineOptionsBuilder builder() {
        return DEFAULTS.toBuilder();
    }

    /** A builder that begins with these options. */
    public EngineOptionsBuilder toBuilder() {
        return new EngineOptionsBuilder(this);
    }
}
