package dev.scopestream.engine.bench;

import dev.scopestream.engine.LoadProgress;
import java.util.function.LongSupplier;

/** Times how weights are read, and passes the progress on. */
final class ReadingClock implements LoadProgress {
    private static final double NANOS = 1e9;

    private final LoadProgress next;
    private final LongSupplier nanos;
    private long firstBytes = -1;
    private long firstNanos;
    private long lastBytes;
    private long lastNanos;

    ReadingClock(LoadProgress next, LongSupplier nanos) {
        this.next = next;
        this.nanos = nanos;
    }

    @Override
    public void loaded(long bytes, long total) {
        lastBytes = bytes;
        lastNanos = nanos.getAsLong();
        if (firstBytes < 0) {
            firstBytes = bytes;
            firstNanos = lastNanos;
        }
        next.loaded(bytes, total);
    }

    LoadResult.Reading reading() {
        return new LoadResult.Reading(lastBytes - Math.max(0, firstBytes), (lastNanos - firstNanos) / NANOS);
    }
}
