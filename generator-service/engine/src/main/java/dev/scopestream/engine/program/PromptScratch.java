package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.program.layout.ElementType;

/** One prompt's keys, values and scores while it is prefilled: K, V [L,Hkv,n,D], scores [L,Hq,n] fp32. */
public final class PromptScratch implements AutoCloseable {
    private final NDManager manager;
    private final PtNDArray keys;
    private final PtNDArray values;
    private final PtNDArray scores;
    private final IValue boxed;
    private PtNDArray below;

    PromptScratch(ScopeProgram program, NDManager parent, long[] cache, Dtype dtype, long[] scores) {
        this.manager = parent.newSubManager();
        this.keys = program.uninitialized(manager, dtype, cache);
        this.values = program.uninitialized(manager, dtype, cache);
        this.scores = program.filled(manager, ElementType.FP32, 0, scores);
        try (Arguments a = new Arguments()) {
            this.boxed = program.call("scratch", a.of(keys), a.of(this.values), a.of(this.scores));
        }
    }

    /** The output of a chunk's layers so far replaces that of the ones before. */
    void below(IValue output) {
        PtNDArray before = below;
        below = output.toTensor((PtNDManager) manager);
        if (before != null) {
            before.close();
        }
    }

    /** What came out of the layer that a chunk's next one goes on from. */
    PtNDArray below() {
        return below == null ? scores : below;
    }

    /** The program's {@code Scratch} of these tensors. */
    IValue boxed() {
        return boxed;
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
        boxed.close();
        manager.close();
    }
}
