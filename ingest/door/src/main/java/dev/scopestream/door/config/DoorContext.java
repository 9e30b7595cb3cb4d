package dev.scopestream.door.config;

/** What tells the door's beans from those of other services on the same class path. */
public final class DoorContext {
    /** Set in the door's own context alone. */
    public static final String ENABLED = "scope-door-context.enabled";

    private DoorContext() {}
}
