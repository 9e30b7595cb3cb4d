package dev.scopestream.client.batch;

/** A batch can't be run, or not to its end; the message says what is wrong with which file. */
public final class BatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BatchException(String message) {
        super(message);
    }

    public BatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
