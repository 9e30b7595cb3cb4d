package dev.scopestream.events;

/**
 * The names of a result's headers, besides the {@link DeadLetterHeaders} that say which prompt it
 * ends; their values are UTF-8 text.
 */
public final class ResultHeaders {
    /** The result's {@code finish_reason}, readable without decoding the record. */
    public static final String FINISH_REASON = "scope-finish-reason";

    private ResultHeaders() {}
}
