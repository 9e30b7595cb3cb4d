package dev.scopestream.generator.state;

/** What other threads ask of the poll thread. Safe for use by many threads. */
public final class PollSignals {
    private volatile boolean rejoin;
    private volatile boolean draining;
    private volatile boolean stopping;

    /** Asks it to quit the group, to forget everything in flight, and to join again. */
    public void rejoin() {
        rejoin = true;
    }

    /** Asks it to admit nothing more, and to stay in the group. */
    public void drain() {
        draining = true;
    }

    /** Asks it to quit the group and to end. */
    public void stop() {
        stopping = true;
    }

    /** A new membership begins: the request to rejoin is fulfilled. */
    public void joining() {
        rejoin = false;
    }

    public boolean draining() {
        return draining;
    }

    public boolean stopping() {
        return stopping;
    }

    /** Whether the membership is to end. */
    public boolean membershipEnds() {
        return stopping || rejoin;
    }
}
