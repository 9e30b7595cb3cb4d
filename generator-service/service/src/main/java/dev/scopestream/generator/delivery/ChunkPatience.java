package dev.scopestream.generator.delivery;

import dev.scopestream.generator.kafka.SharedAdmin;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/**
 * How long results wait for chunks that can't be stored: while no broker answers, for ever, as results can't be stored
 * then either; else for {@link #FIRST}, and for {@link #AGAIN} if that happened within {@link #MEMORY}. Belongs to the
 * delivery thread.
 */
@Singleton
final class ChunkPatience {
    /** Longer than another replica needs to become the leader. */
    static final Duration FIRST = Duration.ofSeconds(20);

    static final Duration AGAIN = Duration.ofSeconds(1);
    static final Duration MEMORY = Duration.ofMinutes(10);
    /** A chunk so often tells whether chunks can be stored again. */
    static final Duration PROBE = Duration.ofSeconds(1);

    private static final int BROKER_MILLIS = 2000;

    private final BooleanSupplier reachable;
    private final LongSupplier nanos;
    private Long sinceNanos;
    private Long overNanos;
    private boolean over;
    private long probedNanos;

    @Inject
    ChunkPatience(SharedAdmin admin) {
        this(() -> answers(admin), System::nanoTime);
    }

    /**
     * @param reachable whether a broker answers
     * @param nanos a clock, as {@link System#nanoTime}
     */
    ChunkPatience(BooleanSupplier reachable, LongSupplier nanos) {
        this.reachable = reachable;
        this.nanos = nanos;
    }

    /** Whether chunks are dropped at present. */
    boolean isOver() {
        return over;
    }

    /** Whether to send this chunk: while chunks are dropped, one so often. */
    boolean maySend() {
        if (!over) {
            return true;
        }
        boolean due = nanos.getAsLong() - probedNanos >= PROBE.toNanos();
        probedNanos = due ? nanos.getAsLong() : probedNanos;
        return due;
    }

    /** All chunks so far are stored, or one while others were dropped. */
    void stored() {
        sinceNanos = null;
        over = false;
    }

    /** Some chunk isn't stored yet. True: it and others are to be dropped from now on. */
    boolean lost() {
        long now = nanos.getAsLong();
        if (sinceNanos == null || !reachable.getAsBoolean()) {
            sinceNanos = now;
            return false;
        }
        boolean again = overNanos != null && now - overNanos < MEMORY.toNanos();
        over = now - sinceNanos >= (again ? AGAIN : FIRST).toNanos();
        if (over) {
            overNanos = now;
            probedNanos = now;
        }
        return over;
    }

    private static boolean answers(SharedAdmin admin) {
        try {
            return admin.get()
                            .describeCluster(new DescribeClusterOptions().timeoutMs(BROKER_MILLIS))
                            .clusterId()
                            .get(BROKER_MILLIS + 500, TimeUnit.MILLISECONDS)
                    != null;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
