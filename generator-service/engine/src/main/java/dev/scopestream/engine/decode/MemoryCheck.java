package dev.scopestream.engine.decode;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.checkpoint.Checkpoint;
import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.program.EntryFormat;
import dev.scopestream.engine.program.ModelSize;
import dev.scopestream.engine.runtime.AvailableMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Refuses a model that doesn't fit into the host's memory, before its weights are read. */
record MemoryCheck(ModelConfig config, EngineOptions options) {
    /** Libraries, the heap, and what a step computes with. */
    private static final long BESIDES = 500_000_000;
    /** From here on a limit of the cache is no size that it is meant to have. */
    private static final long UNLIMITED = 1L << 50;

    private static final double GB = 1e9;

    /** @throws CheckpointException when the model needs more than there is, with the numbers and what would fit */
    static void check(Checkpoint checkpoint, EngineOptions options, AvailableMemory available) {
        EngineOptions.Compute compute = options.compute();
        if (!options.loading().checkMemory() || !compute.device().isHost()) {
            return;
        }
        MemoryCheck check = new MemoryCheck(checkpoint.config(), options);
        long cache = check.cache(compute.dtype());
        if (check.needed(compute.dtype(), cache) <= available.bytes()) {
            return;
        }
        ModelSize size = check.size(compute.dtype());
        throw new CheckpointException(String.format(
                Locale.ROOT,
                "%s needs %.2f GB of memory: weights in %s %.2f, the cache (scope.kv-bytes) %.2f, while loading %.2f,"
                        + " everything else %.2f; available are %.2f GB (%s). %s; scope.check-memory=false"
                        + " loads it all the same",
                checkpoint.name(),
                check.needed(compute.dtype(), cache) / GB,
                name(compute.dtype()),
                size.weights() / GB,
                cache / GB,
                size.loading() / GB,
                (BESIDES + size.scratch()) / GB,
                available.bytes() / GB,
                available.limit(),
                check.alternatives(available.bytes())));
    }

    private ModelSize size(Dtype dtype) {
        return ModelSize.of(config, dtype, options.compute().device().reorders(dtype));
    }

    /** The cache grows to what its limit is, or to what all requests of a batch can fill. */
    private long cache(Dtype dtype) {
        long limit = options.memory().kvBytes();
        if (limit >= UNLIMITED) {
            return 0;
        }
        double entry = EntryFormat.of(config.headDim(), dtype, options.compute().kvDtype())
                .entryBytes();
        double most = entry
                * config.layers()
                * config.kvHeads()
                * config.contextLength()
                * options.schedule().maxBatch();
        return (long) Math.min((double) limit, most);
    }

    private long needed(Dtype dtype, long cache) {
        ModelSize size = size(dtype);
        // what loading needs besides is free when the cache grows
        return size.weights() + size.scratch() + BESIDES + Math.max(size.loading(), cache);
    }

    /** What would fit. */
    private String alternatives(long available) {
        Dtype dtype = options.compute().dtype();
        List<String> fit = new ArrayList<>();
        for (Dtype other : List.of(Dtype.BF16, Dtype.INT8, Dtype.INT4)) {
            long needed = needed(other, cache(other));
            if (size(other).weights() < size(dtype).weights() && needed <= available) {
                fit.add(String.format(Locale.ROOT, "scope.dtype=%s (%.2f GB)", name(other), needed / GB));
            }
        }
        long left = available - needed(dtype, 0);
        if (left > 0) {
            fit.add(String.format(Locale.ROOT, "scope.kv-bytes=%dMB", left / 1_000_000));
        }
        return fit.isEmpty() ? "No dtype of it fits" : "It would fit with " + String.join(", or ", fit);
    }

    private static String name(Dtype dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }
}
