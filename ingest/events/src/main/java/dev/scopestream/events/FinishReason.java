package dev.scopestream.events;

/** Why a generation ended. */
public enum FinishReason implements WireEnum {
    /** An end-of-sequence token or a stop string. */
    STOP,
    /** {@code max_tokens} or the model's context is used up. */
    LENGTH,
    CANCELLED,
    /** The request's deadline passed. */
    DEADLINE
}
