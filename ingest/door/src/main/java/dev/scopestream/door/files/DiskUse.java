package dev.scopestream.door.files;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Bytes of all tenants' files, counted now and then: there may be very many of them. What this door adds meanwhile is added here;
 * what other doors add, or anybody removes, is seen at the next count. Safe for use by many threads.
 */
final class DiskUse {
    private static final long OLD_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();

    private final LongSupplier count;
    private final LongSupplier nanoTime;
    private boolean counted;
    private long bytes;
    private long at;

    /**
     * @param count looks at every file
     * @param nanoTime a clock such as {@link System#nanoTime}
     */
    DiskUse(LongSupplier count, LongSupplier nanoTime) {
        this.count = count;
        this.nanoTime = nanoTime;
    }

    /** Whether so many bytes would be too many. Before that is said, they are counted again, once a second at most. */
    synchronized boolean isOver(long bound, long more) {
        countUnlessWithin(OLD_NANOS);
        if (bytes + more > bound) {
            countUnlessWithin(LEAST_NANOS);
        }
        return bytes + more > bound;
    }

    private void countUnlessWithin(long nanos) {
        long now = nanoTime.getAsLong();
        if (!counted || now - at > nanos) {
            bytes = count.getAsLong();
            at = now;
            counted = true;
        }
    }

    /**
     * This door has added a file, or removed one.
     *
     * @param more negative: removed
     */
    synchronized void added(long more) {
        bytes += more;
    }

    /** Of the last count and since. */
    synchronized long bytes() {
        return bytes;
    }
}
