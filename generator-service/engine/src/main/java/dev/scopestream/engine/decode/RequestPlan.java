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
import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.policy.PrefillPolicy;
import dev.scopestream.engine.policy.PromptScoring;
import dev.scopestream.engine.policy.PromptSelection;
import dev.scopestream.engine.policy.PromptShape;
import dev.scopestream.engine.program.PoolKey;
import dev.scopestream.engine.program.PromptCompaction;
import dev.scopestream.engine.program.RecallSpace;
import dev.scopestream.engine.program.layout.ScorePooling;
import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;

/**
 * Everything about a request that is known before it runs: what is kept of the prompt, and the size of its cache row.
 *
 * @param scoring which queries score the prompt; NONE when nothing needs scores
 * @param compaction how the prompt gets into its row
 * @param kept a layer's entries after the prefill
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
     * @param staged whether evicted entries are wanted
     * @throws InvalidRequestException for options that are impossible, alone or for this prompt
     */
    static RequestPlan of(PolicyRegistry registry, ModelConfig model, GenerationRequest request, boolean staged) {
        KvOptions kv = request.kv();
        int prompt = request.prompt().size();
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
        PolicyPair policies = registry.pair(kv);
        PrefillPolicy prefill = policies.prefill();
        DecodePolicy decode = policies.decode();
        PromptShape shape = PromptShape.of(kv, prefill, model.layers(), prompt);
        PromptSelection selection = prefill.select(shape);
        if (shape.fits()) {
            selection = new PromptSelection.Everything();
        }
        IntArray kept = kept(selection, shape);
        DecodeShape decodeShape = DecodeShape.of(kv, prefill, kept, prompt, request.maxTokens());
        boolean reference = kv.fidelity() == Fidelity.REFERENCE;
        int heads = reference ? model.heads() : model.kvHeads();
        DecodePlan plan = decode.plan(decodeShape);
        int slots = 0;
        int region = 0;
        int[] held = kept.toArray();
        int[] evicted = kept.stream().map(k -> prompt - k).toArray();
        for (int t = 0; t < request.maxTokens() - 1; t++) {
            for (int l = 0; l < held.length; l++) {
                held[l]++;
                slots = Math.max(slots, held[l]);
                region = Math.max(region, held[l] - plan.regionStart(l));
                int gone = plan.evictions(t, l, held[l]);
                held[l] -= gone;
                evicted[l] += gone;
            }
        }
        slots = Math.max(slots, kept.stream().max().orElse(0));
        RecallSpace recall =
                RecallCapacity.of(model, kv, Arrays.stream(evicted).max().orElse(0));
        int staging = staged && plan.evicts() ? RecallCapacity.staging(recall, region) : 0;
        PoolKey key = PoolKey.rounded(heads, slots, plan.evicts() ? Math.max(1, region) : 0, staging, recall);
        boolean byScore = selection instanceof PromptSelection.TopScores;
        PromptScoring scoring = byScore ? prefill.scoring(kv.fidelity()) : PromptScoring.NONE;
        PromptCompaction.Kept entries = new PromptCompaction.Kept(
                numbers(selection, model.layers()),
                selection instanceof PromptSelection.Positions p ? p.positions() : IntArray.of(),
                shape.observation(),
                !reference);
        PromptCompaction.Scores scores = new PromptCompaction.Scores(
                pooling(prefill, kv),
                kv.prefill().kernel(),
                scoring == PromptScoring.ALL_QUERIES,
                kv.scoring().reduce());
        IntArray regions = IntArray.of(
                IntStream.range(0, model.layers()).map(plan::regionStart).toArray());
        PromptCompaction compaction = new PromptCompaction(entries, scores, regions, staged);
        return new RequestPlan(request, scoring, compaction, kept, decodeShape, decode, key);
    }

    /** The prompt's last entries, which are kept besides those chosen by score. */
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
