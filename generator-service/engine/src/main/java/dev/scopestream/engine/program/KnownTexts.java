package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.stream.IntStream;

/** How likely the model finds tokens of texts that are known. */
public final class KnownTexts {
    private final ProgramModel model;
    private final StepBuffers buffers = new StepBuffers();

    KnownTexts(ProgramModel model) {
        this.model = model;
    }

    /**
     * What a model makes of a token.
     *
     * @param logProbability natural logarithm of its probability
     * @param best the most likely token at its position
     */
    public record Likelihood(float logProbability, int best) {}

    /**
     * One chunk of a text.
     *
     * @param targets the tokens that follow each of {@code tokens}
     * @param start absolute position of the first token
     * @param length tokens of the whole text
     * @return of each target
     */
    public List<Likelihood> judge(PromptScratch scratch, long[] tokens, long[] targets, int start, int length) {
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(model.program()
                    .call(
                            "judge",
                            model.weights().model(),
                            scratch.boxed(),
                            a.of((PtNDArray) step.create(tokens)),
                            a.of((PtNDArray) step.create(targets)),
                            a.of(start),
                            a.of(length)));
            return likelihoods(step, a.own(result.toIValueTuple()));
        }
    }

    /** One decode step of texts, which evicts nothing; {@code targets} follow each row's token. */
    public List<Likelihood> follow(StepInput input, long[] targets) {
        try (DecodeStep step = new DecodeStep(model, input, buffers)) {
            return likelihoods(step.manager(), step.follow(targets));
        }
    }

    private static List<Likelihood> likelihoods(NDManager manager, IValue[] parts) {
        float[] logs = parts[0].toTensor((PtNDManager) manager).toFloatArray();
        long[] best = parts[1].toTensor((PtNDManager) manager).toLongArray();
        return IntStream.range(0, logs.length)
                .mapToObj(i -> new Likelihood(logs[i], Math.toIntExact(best[i])))
                .toList();
    }
}
