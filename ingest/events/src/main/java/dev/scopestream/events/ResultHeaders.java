package dev.scopestream.events;

/**
 * The names of a result's headers, besides those of a {@link DeadLetterHeaders dead letter} that say which prompt it
 * ends; their values are UTF-8 text.
 */
public final class ResultHeaders {
    /** The result's {@code finish_reason}, for those who don't want to read the whole record. */
    public static final String FINISH_REASON = "scope-finish-reason";

    private ResultHeaders() {}
}
