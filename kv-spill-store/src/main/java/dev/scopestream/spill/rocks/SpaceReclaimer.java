package dev.scopestream.spill.rocks;

import dev.scopestream.spill.format.ValueKind;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees the disk space of deleted values: a compaction on a thread of its own, each time a number of bytes was deleted
 * since the last one. Deleting alone only writes tombstones; a blob file is deleted when no table refers to it.
 */
final class SpaceReclaimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpaceReclaimer.class);
    private final RocksDatabase database;
    private final long threshold;
    private final AtomicLong dead = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean();
    private final CompactRangeOptions compaction = new CompactRangeOptions().setExclusiveManualCompaction(false);
    private final ExecutorService worker = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SpaceReclaimer::thread, new DiscardPolicy());

    SpaceReclaimer(RocksDatabase database, long threshold) {
        this.database = database;
        this.threshold = threshold;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "spill-compaction");
        thread.setDaemon(true);
        return thread;
    }

    void deleted(long bytes) {
        dead.addAndGet(bytes);
    }

    void runIfWorthIt() {
        if (dead.get() >= threshold && running.compareAndSet(false, true)) {
            worker.execute(this::compact);
        }
    }

    private void compact() {
        long bytes = dead.getAndSet(0);
        try {
            database.flush();
            for (ValueKind kind : ValueKind.values()) {
                database.db().compactRange(database.family(kind), null, null, compaction);
            }
            database.db().compactRange(database.index(), null, null, compaction);
            LOG.debug("event=spill_compacted dead_bytes={} disk_bytes={}", bytes, database.diskBytes());
        } catch (RocksDBException e) {
            LOG.warn("event=spill_compaction_failed dead_bytes={} error=\"{}\"", bytes, e.getMessage());
        } finally {
            running.set(false);
            runIfWorthIt();
        }
    }

    /** Stops a running compaction and waits for its end; the database must still be open. */
    @Override
    public void close() {
        compaction.setCanceled(true);
        worker.shutdownNow();
        boolean interrupted = false;
        while (true) {
            try {
                if (worker.awaitTermination(1, TimeUnit.MINUTES)) {
                    break;
                }
                LOG.warn("event=spill_compaction_slow_to_stop");
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        compaction.close();
    }
}
