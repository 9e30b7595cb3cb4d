package dev.scopestream.client;

/** A topic plan that can't be read, or can't be applied to a cluster. The message says what to do. */
public final class TopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TopicException(String message) {
        super(message);
    }

    public TopicException(String message, Throwable cause) {
        super(message, cause);
    }
}
