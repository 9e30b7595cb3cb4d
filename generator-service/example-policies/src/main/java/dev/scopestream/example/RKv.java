package dev.scopestream.example;

import dev.scopestream.engine.policy.BudgetPlan;
import dev.scopestream.engine.policy.DecodePlan;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.DecodeShape;
import dev.scopestream.engine.policy.ScoreFunction;
import dev.scopestream.engine.policy.ScoreInput;
import java.util.Optional;

/** Evicts what matters least and repeats what is kept (R-KV, arXiv 2505.24133), prompt and output in one budget. */
public final class RKv implements DecodePolicy {
    private static final String SCORE =
            """
            import torch
            from math import inf
            from torch import Tensor
            from scope.policy_scores import Window

            def redundancy(w: Window) -> Tensor:
                keys = w.keys.to(torch.float32)
                unit = keys / (keys.norm(2, [-1], True) + 1e-8)
                pairs = w.held.unsqueeze(3) & w.held.unsqueeze(2)
                cosine = torch.matmul(unit, unit.transpose(2, 3)).masked_fill(~pairs, 0)
                cosine.diagonal(0, 2, 3).fill_(0)
                # of the entries that resemble one, the newest is spared
                came = w.steps.unsqueeze(2).masked_fill(cosine <= 0.5, -2147483648)
                spared = (came == came.amax([3], True)) & (cosine > 0.5)
                mean = cosine.masked_fill(spared, 0).sum([2]) / w.held.sum(2, True)
                return mean.masked_fill(~w.held, -inf).softmax(2)

            def score(w: Window) -> Tensor:
                at = w.steps.argsort(2)
                pooled = torch.max_pool1d(w.scores.gather(2, at), [7], [1], [3])
                importance = torch.zeros_like(pooled).scatter(2, at, pooled)
                return importance * 0.1 - redundancy(w) * 0.9
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
    public DecodePlan plan(DecodeShape shape) {
        return BudgetPlan.withPrompt(shape, shape.recent());
    }
}
