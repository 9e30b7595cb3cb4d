package dev.scopestream.engine.policy;

import java.util.Optional;

/**
 * Importance less redundancy (R-KV, arXiv 2505.24133, section 3), prompt and output in one budget. An entry's importance
 * are the weights that the last 8 queries gave it, their maximum over 7 neighbours; its redundancy is the softmax of its
 * key's mean cosine to all others, where of the keys that resemble one (above 0.5) the newest is left out. The score is 0.1
 * of the importance less 0.9 of the redundancy. Entries of these last queries are never evicted.
 */
final class RKv implements DecodePolicy {
    private static final int QUERIES = 8;

    private static final String SCORE =
            """
            import torch
            from math import inf
            from torch import Tensor
            from scope import observed_weights
            from scope.policy_scores import Window

            def redundancy(w: Window) -> Tensor:
                keys = w.keys.to(torch.float32)
                unit = keys / (keys.norm(2, [-1], True) + 1e-8)
                pairs = w.held.unsqueeze(3) & w.held.unsqueeze(2)
                cosine = torch.matmul(unit, unit.transpose(2, 3)).masked_fill(~pairs, 0)
                cosine.diagonal(0, 2, 3).fill_(0)
                came = w.steps.unsqueeze(2).masked_fill(cosine <= 0.5, -2147483648)
                spared = (came == came.amax([3], True)) & (cosine > 0.5)
                mean = cosine.masked_fill(spared, 0).sum([2]) / w.held.sum(2, True)
                return mean.masked_fill(~w.held, -inf).softmax(2)

            def score(w: Window) -> Tensor:
                weights, slots = observed_weights.by_age(w)
                pooled = torch.max_pool1d(weights / w.recent_weights.size(3), [7], [1], [3])
                return observed_weights.by_slot(pooled, slots) * 0.1 - redundancy(w) * 0.9
            """;

    @Override
    public String name() {
        return "rkv";
    }

    @Override
    public Optional<ScoreFunction> scoreFunction() {
        return Optional.of(ScoreFunction.of(SCORE, ScoreInput.KEYS));
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
