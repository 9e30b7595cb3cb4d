package dev.scopestream.spill.checkpoint;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Counts of a checkpoint directory. Safe for use by many threads. */
final class CheckpointCounters {
    private final LongAdder written = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder changeBytes = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder removed = new LongAdder();
    private final AtomicBoolean refuses = new AtomicBoolean();

    void written(boolean whole, long storedBytes) {
        written.increment();
        bytes.add(storedBytes);
        if (!whole) {
            changes.increment();
            changeBytes.add(storedBytes);
        }
    }

    void dropped() {
        dropped.increment();
    }

    void failed() {
        failed.increment();
    }

    void removed(long files) {
        removed.add(files);
    }

    /** The file system refused; true: it didn't before. */
    boolean refused() {
        failed.increment();
        return refuses.compareAndSet(false, true);
    }

    /** The file system did what was asked; true: it had refused before. */
    boolean recovered() {
        return refuses.compareAndSet(true, false);
    }

    CheckpointStatistics statistics(long liveBytes, long queuedBytes, boolean hangs) {
        return new CheckpointStatistics(
                written.sum(),
                bytes.sum(),
                changes.sum(),
                changeBytes.sum(),
                dropped.sum(),
                failed.sum(),
                removed.sum(),
                liveBytes,
                queuedBytes,
                hangs);
    }
}
