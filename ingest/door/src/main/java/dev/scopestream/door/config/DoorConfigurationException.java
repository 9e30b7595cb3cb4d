package dev.scopestream.door.config;

/** The door can't start as it is configured; the message is one line that says what to change. */
public final class DoorConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DoorConfigurationException(String message) {
        super(message);
    }

    public DoorConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
