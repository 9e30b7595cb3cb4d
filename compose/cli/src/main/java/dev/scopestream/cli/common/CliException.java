package dev.scopestream.cli.common;

/** Ends a command with exit code 1; the message is the one line that the user gets to read. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, where, and what to do */
    public CliException(String message) {
        super(message);
    }

    /**
     * @param message what was wrong, where, and what to do
     * @param cause shown with {@code --verbose}
     */
    public CliException(String message, Throwable cause) {
        super(message, cause);
    }
}
