package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.ComputeDevice;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PrefillPolicy;
import java.util.stream.LongStream;

/** Calls score functions of policies with given numbers, so that a test can check their formulas. */
public final class ScoreRunner implements AutoCloseable {
    private final ScoreFunctions functions;
    private final ScopeProgram program;
    private final NDManager manager = ComputeDevice.CPU.newManager();

    private ScoreRunner(ScoreFunctions functions) {
        this.functions = functions;
        this.program = ScopeProgram.load(ComputeDevice.CPU, functions);
    }

    /** With the score functions of all policies of a registry. */
    public static ScoreRunner of(PolicyRegistry registry) {
        return new ScoreRunner(ScoreFunctions.of(registry));
    }

    /** A prefill policy's scores [heads, tokens]. */
    public float[] prompt(PrefillPolicy policy, PromptCase given) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            Shape vectors = new Shape(given.heads, given.tokens, given.headDim);
            long[] positions = LongStream.range(0, given.tokens).toArray();
            return numbers(
                    step,
                    a.own(program.call(
                            "prompt_score",
                            a.of(functions.prompt(policy).number()),
                            a.of(tensor(step, given.keys, vectors)),
                            a.of(tensor(step, given.values, vectors)),
                            a.of(tensor(step, given.weights, new Shape(given.heads, 1, given.tokens))),
                            a.of((PtNDArray) step.create(positions)),
                            a.of(1),
                            a.of(0),
                            a.of(1))));
        }
    }

    /** A decode policy's scores [rows, heads, slots]; where no entry is held, any number. */
    public float[] window(DecodePolicy policy, WindowCase given) {
        try (NDManager step = manager.newSubManager();
                Arguments a = new Arguments()) {
            PtNDArray steps = (PtNDArray) step.create(given.steps(), given.entries);
            return numbers(
                    step,
                    a.own(program.call(
                            "window_score",
                            a.of(functions.window(policy).number()),
                            a.of(tensor(step, given.keys, given.vectors)),
                            a.of(tensor(step, given.values, given.vectors)),
                            a.of(tensor(step, given.scores, given.entries)),
                            a.of(tensor(step, given.scores, given.entries)),
                            a.of(steps),
                            a.of(steps),
                            a.of((PtNDArray) step.create(given.mask(), given.entries, DataType.BOOLEAN)),
                            a.of((PtNDArray) step.create(given.now())),
                            a.of(0),
                            a.of(1),
                            a.of(tensor(step, given.recentWeights, given.history)),
                            a.of(integers(step, given.lastAttended, given.entries)),
                            a.of(integers(step, given.longestInterval, given.entries)))));
        }
    }

    private static PtNDArray integers(NDManager manager, long[] numbers, Shape shape) {
        return (PtNDArray) manager.create(numbers, numbers.length == 0 ? new Shape(0) : shape);
    }

    private static PtNDArray tensor(NDManager manager, float[] numbers, Shape shape) {
        return (PtNDArray) manager.create(numbers, numbers.length == 0 ? new Shape(0) : shape);
    }

    private static float[] numbers(NDManager manager, IValue tensor) {
        return tensor.toTensor((PtNDManager) manager).toFloatArray();
    }

    @Override
    public void close() {
        manager.close();
        program.close();
    }
}
