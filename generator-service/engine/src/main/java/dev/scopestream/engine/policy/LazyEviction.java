package dev.scopestream.engine.policy;

import java.util.Optional;

/**
 * Eviction by recurrence (LazyEviction, arXiv 2506.15969, section 4), prompt and output in one budget. A step attends to an
 * entry whose weight is at least 0.0001; i is the longest interval between two that did, e the steps since the last. The
 * score is 2 sigmoid(-e / i) + 2 sigmoid(-1 / i), or 0 where no step has attended to the entry yet. Of equal scores, which
 * the paper leaves open, the older entry goes.
 */
final class LazyEviction implements DecodePolicy {
    private static final float ATTENDED = 1e-4f;

    private static final String SCORE =
            """
            import torch
            from torch import Tensor
            from scope.policy_scores import Window

            def score(w: Window) -> Tensor:
                longest = w.longest_interval.to(torch.float64)
                elapsed = (w.step.view([-1, 1, 1]) - w.last_attended).to(torch.float64)
                soon = torch.sigmoid(-elapsed / longest) * 2
                often = torch.sigmoid(-torch.reciprocal(longest)) * 2
                worth = torch.where(longest > 0, soon + often, torch.zeros_like(longest)).masked_fill(~w.held, 9)
                # ranks: by worth, and by age where it is equal
                by_age = w.steps.argsort(2)
                order = by_age.gather(2, torch.sort(worth.gather(2, by_age), stable=True, dim=2)[1])
                ranks = torch.arange(order.size(2), dtype=torch.int64, device=order.device).expand(order.size())
                return torch.zeros_like(order).scatter(2, order, ranks).to(torch.float32)
            """;

    @Override
    public String name() {
        return "lazyeviction";
    }

    @Override
    public Optional<ScoreFunction> scoreFunction() {
        return Optional.of(ScoreFunction.of(SCORE));
    }

    @Override
    public WeightHistory history(DecodeShape shape) {
        return WeightHistory.recurrence(ATTENDED);
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return LaggedPlan.withPrompt(shape);
    }
}
