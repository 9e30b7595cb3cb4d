package dev.scopestream.cli.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A hub refuses, or answers with what can't be used. The message says which, of what, and what to do. */
final class HubException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean again;
    private final transient Optional<Duration> wait;

    private HubException(String message, boolean again, Optional<Duration> wait) {
        super(message);
        this.again = again;
        this.wait = wait;
    }

    /** One that stays as it is. */
    static HubException last(String message) {
        return new HubException(message, false, Optional.empty());
    }

    /**
     * One of the moment.
     *
     * @param wait how long the hub says to wait
     */
    static HubException passing(String message, Optional<Duration> wait) {
        return new HubException(message, true, wait);
    }

    /** Whether another attempt may succeed. */
    boolean again() {
        return again;
    }

    /** How long the hub says to wait before that. */
    Optional<Duration> toWait() {
        return wait;
    }
}
