package dev.scopestream.engine.policy;

/** A policy that can't be used: its provider fails, its name is taken or not a name, or its score doesn't compile. */
public final class PolicyException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** @param message names the policy or its class, what is wrong, and what to do */
    public PolicyException(String message) {
        super(message);
    }

    public PolicyException(String message, Throwable cause) {
        super(message, cause);
    }
}
