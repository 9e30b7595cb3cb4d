package dev.scopestream.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes {@link EngineOptions}; its components define the values. */
public final class EngineOptionsBuilder {
    private ComputeDevice device;
    private Dtype dtype;
    private KvDtype kvDtype;
    private int threads;
    private long kvBytes;
    private long prefixBytes;
    private int maxBatch;
    private int prefillChunk;
    private Duration stall;
    private Optional<Path> chatTemplate;
    private boolean allowControlTokens;
    private boolean checkMemory;
    private LoadProgress progress;
    private KernelSelector kernels;

    EngineOptionsBuilder(EngineOptions from) {
        this.device = from.compute().device();
        this.dtype = from.compute().dtype();
        this.kvDtype = from.compute().kvDtype();
        this.threads = from.compute().threads();
        this.kvBytes = from.memory().kvBytes();
        this.prefixBytes = from.memory().prefixBytes();
        this.maxBatch = from.schedule().maxBatch();
        this.prefillChunk = from.schedule().prefillChunk();
        this.stall = from.schedule().stall();
        this.chatTemplate = from.prompts().chatTemplate();
        this.allowControlTokens = from.prompts().allowControlTokens();
        this.checkMemory = from.loading().checkMemory();
        this.progress = from.loading().progress();
        this.kernels = from.loading().kernels();
    }

    public EngineOptionsBuilder device(ComputeDevice value) {
        device = value;
        return this;
    }

    public EngineOptionsBuilder dtype(Dtype value) {
        dtype = value;
        return this;
    }

    public EngineOptionsBuilder kvDtype(KvDtype value) {
        kvDtype = value;
        return this;
    }

    public EngineOptionsBuilder threads(int value) {
        threads = value;
        return this;
    }

    public EngineOptionsBuilder kvBytes(long value) {
        kvBytes = value;
        return this;
    }

    public EngineOptionsBuilder prefixBytes(long value) {
        prefixBytes = value;
        return this;
    }

    public EngineOptionsBuilder maxBatch(int value) {
        maxBatch = value;
        return this;
    }

    public EngineOptionsBuilder prefillChunk(int value) {
        prefillChunk = value;
        return this;
    }

    public EngineOptionsBuilder stall(Duration value) {
        stall = value;
        return this;
    }

    public EngineOptionsBuilder chatTemplate(Optional<Path> value) {
        chatTemplate = value;
        return this;
    }

    public EngineOptionsBuilder allowControlTokens(boolean value) {
        allowControlTokens = value;
        return this;
    }

    public EngineOptionsBuilder checkMemory(boolean value) {
        checkMemory = value;
        return this;
    }

    public EngineOptionsBuilder progress(LoadProgress value) {
        progress = value;
        return this;
    }

    public EngineOptionsBuilder kernels(KernelSelector value) {
        kernels = value;
        return this;
    }

    /** @throws IllegalArgumentException when the device has no products for the dtype */
    public EngineOptions build() {
        return new EngineOptions(
                new EngineOptions.Compute(device, dtype, kvDtype, threads),
                new EngineOptions.Memory(kvBytes, prefixBytes),
                new EngineOptions.Schedule(maxBatch, prefillChunk, stall),
                new EngineOptions.Prompts(chatTemplate, allowControlTokens),
                new EngineOptions.Loading(checkMemory, progress, kernels));
    }
}
