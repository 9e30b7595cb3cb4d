package dev.scopestream.spill.write;

/** Bytes that wait to be written, against a limit. Not safe for use by several threads: the queue's lock guards it. */
final class ByteQuota {
    private final long limit;
    private long used;
    private long peak;

    ByteQuota(long limit) {
        this.limit = limit;
    }

    /** Whether these bytes may be added. A task larger than the limit fits an empty queue. */
    boolean fits(long bytes) {
        return bytes == 0 || used == 0 || used + bytes <= limit;
    }

    void add(long bytes) {
        used += bytes;
        peak = Math.max(peak, used);
    }

    void release(long bytes) {
        used -= bytes;
    }

    long used() {
        return used;
    }

    /** The most that was used at once. */
    long peak() {
        return peak;
    }
}
