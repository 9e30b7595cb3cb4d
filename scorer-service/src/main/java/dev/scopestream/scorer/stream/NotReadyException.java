package dev.scopestream.scorer.stream;

/** The scorer can't answer yet; a later attempt may succeed. */
public final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotReadyException(String message, Throwable cause) {
        super(message, cause);
    }
}
