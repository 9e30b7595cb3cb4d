package dev.scopestream.engine.checkpoint;

/** A model's files can't be used; the message says which file, what is wrong with it, and what was expected. */
public final class CheckpointException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
