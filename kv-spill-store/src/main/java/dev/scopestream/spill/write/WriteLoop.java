package dev.scopestream.spill.write;

import dev.scopestream.spill.SpillStore;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The writer's thread: carries out tasks until the queue is closed and empty, and removes expired values. */
final class WriteLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteLoop.class);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(1);

    private final SpillStore store;
    private final WriteQueue queue;
    private final WriteCounters counters;
    private final long batchBytes;

    WriteLoop(SpillStore store, WriteQueue queue, WriteCounters counters, long batchBytes) {
        this.store = store;
        this.queue = queue;
        this.counters = counters;
        this.batchBytes = batchBytes;
    }

    @Override
    public void run() {
        while (!queue.finished()) {
            try {
                List<WriteTask> tasks = queue.take(batchBytes, BETWEEN_EXPIRIES);
                if (tasks.isEmpty()) {
                    long unused = store.expire();
                } else {
                    execute(tasks);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        queue.close();
        lose(queue.clear());
    }

    private void execute(List<WriteTask> tasks) {
        try {
            WriteTask first = tasks.get(0);
            if (first instanceof WriteTask.PutBlock) {
                count(
                        store.putAll(tasks.stream()
                                .map(task -> ((WriteTask.PutBlock) task).block())
                                .toList()),
                        tasks.size());
            } else if (first instanceof WriteTask.PutCheckpoint put) {
                count(store.putCheckpoint(put.request(), put.payload()), 1);
            } else if (first instanceof WriteTask.PutPrefix put) {
                count(store.putPrefix(put.name(), put.model(), put.policy(), put.payload()), 1);
            } else if (first instanceof WriteTask.Delete delete) {
                store.deleteRequest(delete.requestId());
            } else if (first instanceof WriteTask.DeleteCheckpoint delete) {
                store.deleteCheckpoint(delete.request());
            } else if (first instanceof WriteTask.Sync sync) {
                sync.done().complete(store.sync());
            }
        } catch (RuntimeException e) {
            LOG.error("event=spill_write_failed tasks={}", tasks.size(), e);
            lose(tasks);
        } finally {
            queue.done(tasks);
        }
    }

    private void count(boolean stored, int tasks) {
        (stored ? counters.written : counters.dropped).add(tasks);
    }

    private void lose(List<WriteTask> tasks) {
        for (WriteTask task : tasks) {
            if (task instanceof WriteTask.Sync sync) {
                sync.done().complete(false);
            } else if (task instanceof WriteTask.Delete delete) {
                store.deleteRequest(delete.requestId());
            } else if (task instanceof WriteTask.DeleteCheckpoint delete) {
                store.deleteCheckpoint(delete.request());
            } else {
                counters.dropped.increment();
            }
        }
    }
}
