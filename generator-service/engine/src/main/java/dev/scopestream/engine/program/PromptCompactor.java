package dev.scopestream.engine.program;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.policy.ScoreInput;
import java.util.ArrayList;
import java.util.List;

/** Moves prompts that were read into rows of pools, without what their policies evict. */
public final class PromptCompactor {
    private final ProgramModel model;

    PromptCompactor(ProgramModel model) {
        this.model = model;
    }

    /**
     * Compacts a prompt of {@code tokens} tokens into a row.
     *
     * @throws ScoreException where a score function fails, or gives a wrong score
     */
    public CompactedPrompt compact(KvPool pool, int row, PromptScratch scratch, int tokens, PromptCompaction how) {
        try {
            return compacted(pool, row, scratch, tokens, how);
        } catch (EngineException e) {
            throw how.scores().function().failure(e);
        }
    }

    private CompactedPrompt compacted(KvPool pool, int row, PromptScratch scratch, int tokens, PromptCompaction how) {
        PromptCompaction.Kept kept = how.kept();
        PromptCompaction.Scores scores = how.scores();
        try (NDManager step = model.manager().newSubManager();
                Arguments a = new Arguments()) {
            IValue result = a.own(model.program()
                    .call(
                            "compact",
                            model.weights().model(),
                            pool.boxed(),
                            a.of(row),
                            scratch.boxed(),
                            a.of(tokens),
                            a.of(longs(kept.numbers())),
                            a.of((PtNDArray) step.create(longs(kept.fixed()))),
                            a.of(kept.observation()),
                            a.of(scores.pooling().code()),
                            a.of(scores.kernel()),
                            a.of(scores.meanPerQuery()),
                            a.of(scores.reduce() == GroupReduce.MAX),
                            a.of(kept.byPosition()),
                            a.of(longs(how.regionStarts())),
                            a.of(how.evicted()),
                            a.of(scores.function().number()),
                            a.of(scores.function().reads(ScoreInput.KEYS)),
                            a.of(scores.function().reads(ScoreInput.VALUES))));
            return outcome(step, pool, a.own(result.toIValueTuple()));
        }
    }

    /** From the program's {@code Compacted}. */
    private CompactedPrompt outcome(NDManager step, KvPool pool, IValue[] parts) {
        PtNDArray[] gaps = parts[0].toTensorArray((PtNDManager) step);
        PtNDArray[] positions = parts[1].toTensorArray((PtNDManager) step);
        PtNDArray[] keys = parts[2].toTensorArray((PtNDManager) step);
        PtNDArray[] values = parts[3].toTensorArray((PtNDManager) step);
        float lost = parts[4].toTensor((PtNDManager) step).toFloatArray()[0];
        List<PtNDArray> evicted = new ArrayList<>();
        for (int l = 0; l < positions.length; l++) {
            evicted.addAll(List.of(keys[l], values[l], positions[l]));
        }
        List<List<Float>> layers = new ArrayList<>();
        for (PtNDArray layer : model.program().toHost(step, List.of(gaps))) {
            List<Float> heads = new ArrayList<>();
            for (float gap : layer.toFloatArray()) {
                heads.add(gap);
            }
            layers.add(heads);
        }
        return new CompactedPrompt(model.entries(step, pool, evicted), lost, layers);
    }

    private static long[] longs(IntArray numbers) {
        return numbers.stream().asLongStream().toArray();
    }
}
