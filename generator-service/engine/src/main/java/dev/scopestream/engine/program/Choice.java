package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.stream.Stream;

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
    static Choice of(ScopeProgram program, NDManager manager, IValue[] parts, int k) {
        List<PtNDArray> host = program.toHost(
                manager,
                Stream.of(parts)
                        .limit(k == 1 ? 2 : 3)
                        .map(part -> part.toTensor((PtNDManager) manager))
                        .toList());
        return new Choice(
                k,
                host.get(0).toLongArray(),
                host.get(1).toFloatArray(),
                k == 1 ? new float[0] : host.get(2).toFloatArray());
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
