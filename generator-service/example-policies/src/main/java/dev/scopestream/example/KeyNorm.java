package dev.scopestream.example;

import dev.scopestream.engine.policy.PrefillPolicy;
import dev.scopestream.engine.policy.ScoreFunction;
import dev.scopestream.engine.policy.ScoreInput;
import java.util.Optional;

/** Keeps the prompt's entries whose keys have the smallest L2 norms (arXiv 2406.11430). */
public final class KeyNorm implements PrefillPolicy {
    private static final String SCORE =
            """
            import torch
            from torch import Tensor
            from scope.policy_scores import Prompt

            def score(prompt: Prompt) -> Tensor:
                return -prompt.keys.to(torch.float32).norm(2, [-1])
            """;

    @Override
    public String name() {
        return "keynorm";
    }

    @Override
    public Optional<ScoreFunction> scoreFunction() {
        return Optional.of(ScoreFunction.of(SCORE, ScoreInput.KEYS));
    }
}
