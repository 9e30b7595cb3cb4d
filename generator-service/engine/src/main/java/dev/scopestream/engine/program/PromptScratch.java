package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import dev.scopestream.engine.Dtype;

/** Where one prompt's keys, values and scores are while it is prefilled: K, V [L,Hkv,n,D], scores [L,Hq,n] fp32. */
public final class PromptScratch implements AutoCloseable {
    private static final int FP32 = 6;

    private final NDManager manager;
    private final PtNDArray keys;
    private final PtNDArray values;
    private final PtNDArray scores;

    PromptScratch(ScopeProgram program, NDManager parent, long[] cache, Dtype dtype, long[] scores) {
        this.manager = parent.newSubManager();
        this.keys = program.filled(manager, dtype, 0, cache);
        this.values = program.filled(manager, dtype, 0, cache);
        this.scores = program.filled(manager, FP32, 0, scores);
    }

    PtNDArray keys() {
        return keys;
    }

    PtNDArray values() {
        return values;
    }

    PtNDArray scores() {
        return scores;
    }

    @Override
    public void close() {
        manager.close();
    }
}
