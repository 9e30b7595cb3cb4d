package dev.scopestream.engine.program;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;

/** The {@link #k} most likely tokens of each row, best first. */
public final class Choice {
    private final int k;
    private final long[] tokens;
    private final float[] logits;
    private final float[] logSumExp;

    Choice(int k, long[] tokens, float[] logits, float[] logSumExp) {
        this.k = k;
        this.tokens = tokens;
        this.logits = logits;
        this.logSumExp = logSumExp;
    }

    /** From the program's tensors: tokens and logits [B,k], logsumexp [B]. */
    static Choice of(PtNDManager manager, IValue[] parts, int k) {
        return new Choice(
                k,
                parts[0].toTensor(manager).toLongArray(),
                parts[1].toTensor(manager).toFloatArray(),
                k == 1 ? new float[0] : parts[2].toTensor(manager).toFloatArray());
    }

    public int k() {
        return k;
    }

    public int token(int row, int rank) {
        return (int) tokens[row * k + rank];
    }

    public float logit(int row, int rank) {
        return logits[row * k + rank];
    }

    /** Natural logarithm of the row's sum of exp(logit) over the whole vocabulary; meaningless for k = 1. */
    public float logSumExp(int row) {
        return logSumExp[row];
    }
}
