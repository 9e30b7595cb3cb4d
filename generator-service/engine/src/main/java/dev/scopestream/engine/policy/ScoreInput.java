package dev.scopestream.engine.policy;

/** What a {@link ScoreFunction} reads besides attention weights and steps. An input that isn't named is an empty tensor. */
public enum ScoreInput {
    KEYS,
    VALUES,
    /** Absolute positions of the window's entries. A prompt's positions are always there. */
    POSITIONS
}
