package dev.scopestream.engine.policy;

import java.util.List;
import java.util.Set;

/**
 * A policy's score as TorchScript text. It is compiled into the engine's program when a model is loaded.
 *
 * <p>The text is a module of {@code scope}. It defines {@code def score(prompt: Prompt) -> Tensor} for a prefill policy, or
 * {@code def score(window: Window) -> Tensor} for a decode policy, with the types of {@code scope.policy_scores}; it may
 * define further functions. An entry of a higher score is kept longer. Fields and shapes are described in
 * {@code POLICIES.md}.
 *
 * @param source the module's text
 * @param inputs what it reads
 */
public record ScoreFunction(String source, Set<ScoreInput> inputs) {
    public ScoreFunction {
        inputs = Set.copyOf(inputs);
    }

    public static ScoreFunction of(String source, ScoreInput... inputs) {
        return new ScoreFunction(source, Set.copyOf(List.of(inputs)));
    }
}
