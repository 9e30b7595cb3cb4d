package dev.scopestream.engine;

/** Why a generation ended. */
public enum FinishReason {
    /** An end-of-sequence token, or one of the request's stop strings. */
    STOP,
    /** {@code max_tokens}, or the model's context, is used up. */
    LENGTH,
    CANCELLED
}
