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
            from scope.policy_scores import Window

            def score(w: Window) -> Tensor:
                Q = w.recent_weights.size(3)
                own = w.steps > w.step.view([-1, 1, 1]) - Q
                weights = w.recent_weights.sum([3]).masked_fill(own, 0)
                at = w.steps.argsort(2)
                pooled = torch.avg_pool1d(weights.gather(2, at), [5], [1], [2])
                return torch.zeros_like(pooled).scatter(2, at, pooled)
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
