package dev.scopestream.door.batch;

import java.util.Map;

/**
 * What somebody asked for; it doesn't change.
 *
 * @param endpoint path that all lines name
 * @param completionWindow as it was asked for, such as 24h
 * @param createdAt epoch seconds
 * @param expiresAt epoch seconds: what isn't answered then is refused
 * @param window requests that are sent and not finished, at most
 * @param keepSeconds how long its outputs are kept
 */
record BatchRequest(
        String id,
        String endpoint,
        String inputFileId,
        String completionWindow,
        long createdAt,
        long expiresAt,
        Map<String, String> metadata,
        int window,
        long keepSeconds) {
    /** Whether another one asks for the same, when it may be sent again. */
    boolean asksFor(BatchRequest other) {
        return endpoint.equals(other.endpoint)
                && inputFileId.equals(other.inputFileId)
                && completionWindow.equals(other.completionWindow)
                && metadata.equals(other.metadata)
                && keepSeconds == other.keepSeconds;
    }
}
