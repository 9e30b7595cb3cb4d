package dev.scopestream.spill.write;

import java.time.Duration;

/**
 * How long a thread may still wait for space in write queues, all its submissions together, until it renews the budget
 * (the decode thread: at each step). Belongs to that thread.
 */
public final class WaitBudget {
    private final long atMostNanos;
    private long leftNanos;

    public WaitBudget(Duration atMost) {
        this.atMostNanos = atMost.toNanos();
        this.leftNanos = atMostNanos;
    }

    /** The whole time may be spent again. */
    public void renew() {
        leftNanos = atMostNanos;
    }

    long leftNanos() {
        return leftNanos;
    }

    void spend(long nanos) {
        leftNanos = Math.max(0, leftNanos - nanos);
    }
}
