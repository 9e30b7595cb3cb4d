package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/**
 * The beginning of a prompt after its prefill: keys and values [L,Hkv,n,D] and, where all queries score the prompt,
 * the sums of its own queries' scores [L,Hq,n] fp32.
 */
public final class SavedPrompt implements AutoCloseable {
    private final NDManager manager;
    private final List<PtNDArray> tensors;
    private final int tokens;
    private final long bytes;

    SavedPrompt(NDManager manager, List<PtNDArray> tensors, int tokens, long bytes) {
        this.manager = manager;
        this.tensors = List.copyOf(tensors);
        this.tokens = tokens;
        this.bytes = bytes;
    }

    public int tokens() {
        return tokens;
    }

    public long bytes() {
        return bytes;
    }

    /** Whether it has scores. */
    public boolean scored() {
        return tensors.size() > 2;
    }

    List<PtNDArray> tensors() {
        return tensors;
    }

    @Override
    public void close() {
        manager.close();
    }
}
