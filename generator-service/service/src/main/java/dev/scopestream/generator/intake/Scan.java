package dev.scopestream.generator.intake;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/** One reading of passed-over prompts, from a lane's first one on. Confined to the poll thread. */
final class Scan {
    /** Records after which another lane gets its turn. */
    private static final int MOST = 4096;

    private final Lane lane;
    private final long from;
    private final Set<Lane> blocked = new HashSet<>();
    private long next;
    private int records;
    private int admitted;
    private long progressNanos = System.nanoTime();

    Scan(Lane lane) {
        this.lane = lane;
        this.from = lane.first();
        this.next = from;
    }

    Lane lane() {
        return lane;
    }

    TopicPartition partition() {
        return lane.partition();
    }

    /** The next offset to be read. */
    long next() {
        return next;
    }

    /** All before this offset is read, or isn't there. */
    void moveTo(long offset) {
        next = offset;
        lane.passTo(offset);
    }

    /** A record was read. */
    void read(long offset) {
        records++;
        progressNanos = System.nanoTime();
        next = offset + 1;
    }

    void admitted() {
        admitted++;
    }

    /** Nothing more of this lane can be admitted in this scan. */
    void block(Lane other) {
        blocked.add(other);
    }

    /** Whether all of a lane's prompts up to here were met by this scan, and admitted. */
    boolean inOrder(Lane other) {
        return !blocked.contains(other) && (other.isEmpty() || other.first() >= from);
    }

    boolean wasOfUse() {
        return admitted > 0 || records >= MOST;
    }

    boolean isLong() {
        return records >= MOST;
    }

    /** Time since a record came. */
    long idleNanos() {
        return System.nanoTime() - progressNanos;
    }
}
