package dev.scopestream.generator.intake;

import dev.scopestream.generator.state.Progress;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of polling, for other threads. */
@Singleton
public final class PollStatus {
    private static final Logger LOG = LoggerFactory.getLogger(PollStatus.class);

    private final Clock clock;
    private final CountDownLatch joined = new CountDownLatch(1);
    private final Progress progress = new Progress();
    private volatile Instant lastPoll;
    private volatile String failure;
    private volatile String waiting;
    private volatile int assigned;
    private volatile int paused;
    private volatile long lag;

    public PollStatus(Clock clock) {
        this.clock = clock;
        this.lastPoll = clock.instant();
    }

    void polled() {
        progress.made();
        lastPoll = clock.instant();
        failure = null;
    }

    void failed(String reason) {
        progress.made();
        failure = reason;
    }

    void waits(String reason) {
        if (reason != null && waiting == null) {
            LOG.warn("waiting: {}", reason);
        }
        waiting = reason;
    }

    void partitions(int all, int stopped, long waiting) {
        assigned = all;
        paused = stopped;
        lag = waiting;
        if (all > 0) {
            joined.countDown();
        }
    }

    /** Waits until a partition was assigned for the first time. False: not within this time. */
    public boolean awaitAssignment(Duration timeout) throws InterruptedException {
        return joined.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Time since the last poll returned. */
    public Duration age() {
        return Duration.between(lastPoll, clock.instant());
    }

    /** Of the poll thread: a poll that returned or failed. */
    public Progress progress() {
        return progress;
    }

    /** What the latest failure was; null when polling works. */
    public String failure() {
        return failure;
    }

    /** What assigned partitions wait for, longer than they should; null: for nothing. */
    public String waiting() {
        return waiting;
    }

    public int assigned() {
        return assigned;
    }

    /** Prompts in our partitions that aren't in memory, as far as the latest fetches told: not polled yet, or passed over. */
    public long lag() {
        return lag;
    }

    public int paused() {
        return paused;
    }
}
