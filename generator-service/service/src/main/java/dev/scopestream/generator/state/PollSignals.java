package dev.scopestream.generator.state;

/** What other threads ask of the poll thread. Safe for use by many threads. */
public final class PollSignals {
    private volatile boolean draining;
    private volatile boolean stopping;
    private volatile boolean leaving;

    /** Asks it to admit nothing more, and to stay in the group. */
    public void drain() {
        draining = true;
    }

    /**
     * Asks it to quit the group and to end.
     *
     * @param leave a static member quits for good; else it's expected back within the session timeout
     */
    public void stop(boolean leave) {
        leaving = leave;
        stopping = true;
    }

    public boolean draining() {
        return draining;
    }

    public boolean stopping() {
        return stopping;
    }

    /** Whether a static member is to quit for good. */
    public boolean leaving() {
        return leaving;
    }
}
