package dev.scopestream.example;

import dev.scopestream.engine.policy.BudgetPlan;
import dev.scopestream.engine.policy.DecodePlan;
import dev.scopestream.engine.policy.DecodePolicy;
import dev.scopestream.engine.policy.DecodeShape;
import dev.scopestream.engine.policy.ScoreFunction;
import dev.scopestream.engine.policy.ScoreInput;
import java.util.Optional;

/** Keeps the entries of the largest attention weight times L1 norm of the value (VATP, arXiv 2406.12335). */
public final class ValueAware implements DecodePolicy {
    private static final String SCORE =
            """
            import torch
            from torch import Tensor
            from scope.policy_scores import Window

            def score(w: Window) -> Tensor:
                return w.scores * w.values.to(torch.float32).norm(1, [-1])
            """;

    @Override
    public String name() {
        return "vatp";
    }

    @Override
    public Optional<ScoreFunction> scoreFunction() {
        return Optional.of(ScoreFunction.of(SCORE, ScoreInput.VALUES));
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return BudgetPlan.withPrompt(shape, shape.recent());
    }
}
