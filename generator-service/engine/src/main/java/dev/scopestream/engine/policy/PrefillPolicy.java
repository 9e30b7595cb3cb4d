package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.Fidelity;

/** A way to compress the prompt's cache, once, after the prefill. */
public interface PrefillPolicy {
    String name();

    /** Whose attention scores it goes by. */
    PromptScoring scoring(Fidelity fidelity);

    /** Whether scores are smoothed along the prompt ({@code kv.pooling}, {@code kv.kernel}). */
    boolean pooled();

    /** Whether its decode policy finds the whole prompt protected (allkv). */
    default boolean keepsEverything() {
        return false;
    }

    /**
     * What stays; asked only for prompts that don't fit the capacity.
     *
     * @throws dev.scopestream.engine.InvalidRequestException for parameters that make no sense
     */
    PromptSelection select(PromptShape shape);
}
