package dev.scopestream.engine.policy;

import java.util.Optional;

/**
 * SnapKV (arXiv 2404.14469, section 4) for the output, as R-KV's authors compare with it (arXiv 2505.24133, section 4):
 * the last 8 queries are the observation window. An entry's score are the weights that they gave it, their mean over 5
 * neighbours. Their own entries are never evicted. Prompt and output share one budget.
 */
final class SnapKvDecode implements DecodePolicy {
    private static final int QUERIES = 8;

    private static final String SCORE =
            """
            import torch
            from torch import Tensor
            from scope import observed_weights
            from scope.policy_scores import Window

            def score(w: Window) -> Tensor:
                weights, slots = observed_weights.by_age(w)
                return observed_weights.by_slot(torch.avg_pool1d(weights, [5], [1], [2]), slots)
            """;

    @Override
    public String name() {
        return "snapkv";
    }

    @Override
    public Optional<ScoreFunction> scoreFunction() {
        return Optional.of(ScoreFunction.of(SCORE));
    }

    @Override
    public WeightHistory history(DecodeShape shape) {
        return WeightHistory.lastQueries(Math.min(QUERIES, shape.recent()));
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return LaggedPlan.withPrompt(shape);
    }
}
