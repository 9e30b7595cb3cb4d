package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.Fidelity;
import java.util.Optional;

/**
 * A way to compress a prompt's cache, once, after the prefill. A policy has no state: one object serves all requests.
 * Policies of other jars are found by {@link java.util.ServiceLoader}.
 */
public interface PrefillPolicy {
    /** Its name in {@code kv.prefill}: lower-case letters, digits, {@code -} and {@code _}, beginning with a letter. */
    String name();

    /** Whether the published SCOPE reference has it; only then it can be used in {@code reference} fidelity. */
    default boolean inReference() {
        return false;
    }

    /** Whether a decode policy can follow it. Both policies of a pair must agree. */
    default boolean goesWith(DecodePolicy decode) {
        return true;
    }

    /** w where the request names none: the last tokens of the prompt, which are always kept. */
    default int observation(int capacity, Fidelity fidelity) {
        return 8;
    }

    /** The smallest C that it can work with. A smaller one that is a share of the prompt, or a default, is raised to it. */
    default int smallestCapacity(int observation, int sinks, Fidelity fidelity) {
        return observation + 1;
    }

    /** Whose attention weights it ranks entries by. Other weights are not computed. */
    default PromptScoring scoring(Fidelity fidelity) {
        return PromptScoring.NONE;
    }

    /** Its own score of the prompt's entries; empty: the sum of their attention weights. */
    default Optional<ScoreFunction> scoreFunction() {
        return Optional.empty();
    }

    /** Whether scores are pooled along the prompt ({@code kv.pooling}, {@code kv.kernel}). */
    default boolean pooled() {
        return false;
    }

    /** Whether it keeps every prompt whole, whatever the capacity. Its decode policy then protects the whole prompt. */
    default boolean keepsEverything() {
        return false;
    }

    /**
     * What is kept of a prompt. The answer is used only for prompts that exceed the capacity. Default: in every layer the
     * C - w best-scored entries, and the last w.
     *
     * @throws dev.scopestream.engine.InvalidRequestException for parameters that are impossible
     */
    default PromptSelection select(PromptShape shape) {
        return shape.uniform(shape.budget());
    }
}
