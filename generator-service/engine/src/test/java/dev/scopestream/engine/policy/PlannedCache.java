package dev.scopestream.engine.policy;

import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import java.util.Arrays;

/**
 * A cache's size by the counts that a request's policies give, in entries of all layers and key/value heads.
 *
 * @param peakEntries the most that are held, an entry that is evicted after a step still counted in that step
 */
record PlannedCache(long peakEntries, long evictedPrefill, long evictedDecode) {

    static PlannedCache of(GenerationRequest request, ModelInfo model) {
        KvOptions kv = request.kv();
        PolicyPair pair = PolicyRegistry.standard().pair(kv);
        int prompt = request.prompt().size();
        PromptShape shape = PromptShape.of(kv, pair.prefill(), model.layers(), prompt);
        int[] held = kept(
                shape.fits() ? new PromptSelection.Everything() : pair.prefill().select(shape), shape);
        IntArray kept = IntArray.of(held);
        DecodePlan plan = pair.decode().plan(DecodeShape.of(kv, pair.prefill(), shape, kept, request.maxTokens()));
        long peak = Arrays.stream(held).sum();
        long evicted = 0;
        for (int t = 0; t < request.maxTokens() - 1; t++) {
            int[] gone = new int[held.length];
            for (int l = 0; l < held.length; l++) {
                held[l]++;
                gone[l] = plan.evictions(t, l, held[l]);
                evicted += gone[l];
            }
            peak = Math.max(peak, Arrays.stream(held).sum());
            for (int l = 0; l < held.length; l++) {
                held[l] -= gone[l];
            }
        }
        long prefill = (long) prompt * held.length - kept.stream().sum();
        return new PlannedCache(peak * model.kvHeads(), prefill * model.kvHeads(), evicted * model.kvHeads());
    }

    private static int[] kept(PromptSelection selection, PromptShape shape) {
        int[] kept = new int[shape.layers()];
        if (selection instanceof PromptSelection.TopScores top) {
            Arrays.setAll(kept, l -> top.numbers().get(l) + shape.observation());
        } else if (selection instanceof PromptSelection.Positions fixed) {
            Arrays.fill(kept, fixed.positions().size());
        } else {
            Arrays.fill(kept, shape.tokens());
        }
        return kept;
    }
}
