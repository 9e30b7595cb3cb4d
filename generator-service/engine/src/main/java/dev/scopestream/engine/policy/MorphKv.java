package dev.scopestream.engine.policy;

import java.util.Optional;

/**
 * A cache of constant size (MorphKV, arXiv 2503.00979, section 3, sum fusion): the newest R entries stay, and of the others
 * those with the largest sum of the weights that the last R queries gave them, here of the last 32 at most. Prompt and
 * output share one budget.
 */
final class MorphKv implements DecodePolicy {
    private static final int QUERIES = 32;

    private static final String SCORE =
            """
            from torch import Tensor
            from scope.policy_scores import Window

            def score(w: Window) -> Tensor:
                return w.recent_weights.sum([3])
            """;

    @Override
    public String name() {
        return "morphkv";
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
        return BudgetPlan.withPrompt(shape, shape.recent());
    }
}
