package dev.scopestream.engine.decode;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.KvOptions.Pooling;
import dev.scopestream.engine.checkpoint.ModelConfig;
import dev.scopestream.engine.policy.DecodePlan;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.DecodeShape;
import dev.scopestream.engine.policy.PolicyPair;
import dev.scopestream.engine.policy.PrefillPolicy;
import dev.scopestream.engine.policy.PromptScoring;
import dev.scopestream.engine.policy.PromptSelection;
import dev.scopestream.engine.policy.PromptShape;
import dev.scopestream.engine.policy.WeightHistory;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.PromptCompaction;
import dev.scopestream.engine.program.RecallSpace;
import dev.scopestream.engine.program.ScoreFunctions;
import dev.scopestream.engine.program.layout.ScorePooling;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;

/**
 * A request's cache, planned before the request runs.
 *
 * @param scoring which queries score the prompt; NONE when nothing needs scores
 * @param compaction what is kept of the prompt, and how it is moved into the row
 * @param kept entries of the prompt that each layer keeps
 * @param key of the pool that has the row
 */
record RequestPlan(
        GenerationRequest request,
        PromptScoring scoring,
        PromptCompaction compaction,
        IntArray kept,
        DecodeShape shape,
        DecodePolicy policy,
        PoolKey key) {

    /**
     * Plans a request.
     *
     * @param handsOut whether evicted entries are handed out
     * @throws InvalidRequestException for options that are impossible, alone or for this prompt
     */
    static RequestPlan of(Policies registered, ModelConfig model, GenerationRequest request, boolean handsOut) {
        KvOptions kv = request.kv();
        requireValid(kv);
        int prompt = request.prompt().size();
        PolicyPair policies = registered.registry().pair(kv);
        PrefillPolicy prefill = policies.prefill();
        PromptShape promptShape = PromptShape.of(kv, prefill, model.layers(), prompt);
        PromptSelection selected = prefill.select(promptShape);
        PromptSelection selection = promptShape.fits() ? new PromptSelection.Everything() : selected;
        IntArray kept = kept(selection, promptShape);
        DecodeShape decodeShape = DecodeShape.of(kv, prefill, promptShape, kept, request.maxTokens());
        DecodePlan plan = policies.decode().plan(decodeShape);
        RowSize size = RowSize.of(plan, kept, prompt, request.maxTokens() - 1);
        boolean byScore = selection instanceof PromptSelection.TopScores;
        PromptScoring scoring = byScore ? prefill.scoring(kv.fidelity()) : PromptScoring.NONE;
        IntArray regions = IntArray.of(
                IntStream.range(0, model.layers()).map(plan::regionStart).toArray());
        ScoreFunctions.Call promptScore =
                byScore ? registered.functions().prompt(prefill) : ScoreFunctions.Call.BUILT_IN;
        PromptCompaction compaction = new PromptCompaction(
                entries(selection, promptShape), scores(prefill, kv, scoring, promptScore), regions, handsOut);
        ScoreFunctions.Call windowScore =
                plan.evicts() ? registered.functions().window(policies.decode()) : ScoreFunctions.Call.BUILT_IN;
        PoolKey key = key(model, kv, plan, size, handsOut)
                .withScore(windowScore, plan.evicts() ? policies.decode().history(decodeShape) : WeightHistory.NONE);
        return new RequestPlan(request, scoring, compaction, kept, decodeShape, policies.decode(), key);
    }

    private static void requireValid(KvOptions kv) {
        if (kv.prefill().kernel() < 1 || kv.prefill().kernel() % 2 == 0) {
            throw new InvalidRequestException(
                    "kv.kernel", "must be odd and positive, is " + kv.prefill().kernel());
        }
        if (kv.prefill().observation() < 0) {
            throw new InvalidRequestException(
                    "kv.observation", "must not be negative, is " + kv.prefill().observation());
        }
        if (kv.decode().delta().isPresent() && kv.decode().delta().getAsInt() < 1) {
            throw new InvalidRequestException(
                    "kv.delta", "must be at least 1, is " + kv.decode().delta().getAsInt());
        }
    }

    private static PoolKey key(ModelConfig model, KvOptions kv, DecodePlan plan, RowSize size, boolean handsOut) {
        int heads = kv.fidelity() == Fidelity.REFERENCE ? model.heads() : model.kvHeads();
        RecallSpace recall = RecallCapacity.of(model, kv, size.evicted());
        int staging = handsOut && plan.evicts() ? RecallCapacity.staging(recall, size.region()) : 0;
        int region = plan.evicts() ? Math.max(1, size.region()) : 0;
        return PoolKey.rounded(heads, size.slots(), region, staging, recall);
    }

    private static PromptCompaction.Kept entries(PromptSelection selection, PromptShape shape) {
        IntArray positions = selection instanceof PromptSelection.Positions fixed ? fixed.positions() : IntArray.of();
        return new PromptCompaction.Kept(
                numbers(selection, shape.layers()), positions, shape.observation(), !shape.isReference());
    }

    private static PromptCompaction.Scores scores(
            PrefillPolicy prefill, KvOptions kv, PromptScoring scoring, ScoreFunctions.Call function) {
        return new PromptCompaction.Scores(
                pooling(prefill, kv),
                kv.prefill().kernel(),
                scoring == PromptScoring.ALL_QUERIES,
                kv.scoring().reduce(),
                function);
    }

    /** Number of the prompt's last entries, which are kept besides the entries chosen by score. */
    int observation() {
        return compaction.kept().observation();
    }

    private static ScorePooling pooling(PrefillPolicy prefill, KvOptions kv) {
        if (!prefill.pooled()) {
            return ScorePooling.NONE;
        }
        return kv.prefill().pooling() == Pooling.MAXPOOL ? ScorePooling.MAX : ScorePooling.AVERAGE;
    }

    private static IntArray kept(PromptSelection selection, PromptShape shape) {
        int[] numbers = new int[shape.layers()];
        if (selection instanceof PromptSelection.TopScores top) {
            Arrays.setAll(numbers, l -> top.numbers().get(l) + shape.observation());
        } else if (selection instanceof PromptSelection.Positions p) {
            Arrays.fill(numbers, p.positions().size());
        } else {
            Arrays.fill(numbers, shape.tokens());
        }
        return IntArray.of(numbers);
    }

    private static IntArray numbers(PromptSelection selection, int layers) {
        if (selection instanceof PromptSelection.TopScores top) {
            return top.numbers();
        }
        int code =
                selection instanceof PromptSelection.Positions ? PromptCompaction.FIXED : PromptCompaction.EVERYTHING;
        return IntArray.of(Collections.nCopies(layers, code).stream()
                .mapToInt(Integer::intValue)
                .toArray());
    }
}
