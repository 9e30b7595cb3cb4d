package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.IntArray;
import java.util.List;
import java.util.stream.Stream;

/** The most likely tokens of each row of a step, best first. */
public final class Choice {
    private final int k;
    private final int ones;
    private final int[] first;
    private final long[] tokens;
    private final float[] logits;

    /** As the program's {@code head.choose} gives them. */
    private Choice(IntArray wanted, long[] tokens, float[] logits) {
        this.k = wanted.stream().max().orElse(1);
        this.tokens = tokens;
        this.logits = logits;
        this.first = new int[wanted.size()];
        this.ones = (int) wanted.stream().filter(n -> n == 1).count();
        int one = 0;
        int more = ones;
        for (int row = 0; row < first.length; row++) {
            first[row] = wanted.get(row) > 1 ? more : one;
            one += wanted.get(row) > 1 ? 0 : 1;
            more += wanted.get(row) > 1 ? k : 0;
        }
    }

    /** @param wanted number of tokens that each row wants */
    static Choice of(ScopeProgram program, NDManager manager, IValue[] parts, IntArray wanted) {
        List<PtNDArray> host = program.toHost(
                manager,
                Stream.of(parts)
                        .map(part -> part.toTensor((PtNDManager) manager))
                        .toList());
        return new Choice(wanted, host.get(0).toLongArray(), host.get(1).toFloatArray());
    }

    /** How many tokens a row has: 1, or as many as the row that wants most. */
    public int candidates(int row) {
        return first[row] < ones ? 1 : k;
    }

    public int token(int row, int rank) {
        return (int) tokens[at(row, rank)];
    }

    public float logit(int row, int rank) {
        return logits[at(row, rank)];
    }

    private int at(int row, int rank) {
        if (rank >= candidates(row)) {
            throw new IndexOutOfBoundsException("token " + rank + " of " + candidates(row) + " of row " + row);
        }
        return first[row] + rank;
    }
}
