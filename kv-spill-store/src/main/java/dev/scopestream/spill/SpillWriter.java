package dev.scopestream.spill;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a store on a thread of its own, in the order of the calls. Safe for use by many threads. Memory is bounded by
 * {@link SpillOptions.Writing#queueBytes}: when the disk is slower than the decoding, callers wait or blocks are dropped, as
 * {@link SpillOptions.Writing#onFull} says. Doesn't close the store.
 */
public final class SpillWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SpillWriter.class);
    private static final Duration BETWEEN_EXPIRIES = Duration.ofMinutes(1);
    private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(10);

    private final SpillStore store;
    private final long batchBytes;
    private final WriteQueue queue;
    private final LongAdder submitted = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final Thread thread;

    public SpillWriter(SpillStore store, SpillOptions options) {
        this.store = store;
        this.batchBytes = options.writing().batchBytes();
        this.queue = new WriteQueue(options);
        this.thread = new Thread(this::work, "spill-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Offers a block. False: dropped, and counted. */
    public boolean submit(KvBlock block) {
        return submit(new WriteTask.PutBlock(block));
    }

    /**
     * Offers a checkpoint; it's durable after the next {@link #flush}.
     *
     * @param payload not copied: it must not change any more
     * @return false: dropped, and counted
     */
    public boolean submitCheckpoint(RequestIdentity request, ByteBuffer payload) {
        return counted(queue.offer(new WriteTask.PutCheckpoint(request, List.of(payload.asReadOnlyBuffer()))));
    }

    /**
     * Offers a checkpoint and has it written to disk for good, without waiting for that.
     *
     * @param parts the payload is all of them, one after the other; not copied: they must not change any more
     * @param atMost how long to wait for room, whatever {@link SpillOptions.Writing#onFull} says
     * @return false: dropped, and counted
     */
    public boolean submitCheckpoint(RequestIdentity request, List<ByteBuffer> parts, Duration atMost) {
        var task = new WriteTask.PutCheckpoint(
                request, parts.stream().map(ByteBuffer::asReadOnlyBuffer).toList());
        return counted(queue.offer(task, atMost.toNanos()))
                && queue.offer(new WriteTask.Sync(new CompletableFuture<>()));
    }

    /**
     * Offers a prefix and has it written to disk for good, without waiting for room or for that.
     *
     * @param payload not copied: it must not change any more
     * @return false: dropped, and counted
     */
    public boolean submitPrefix(String name, long model, long policy, ByteBuffer payload) {
        return counted(queue.offer(new WriteTask.PutPrefix(name, model, policy, payload.asReadOnlyBuffer()), 0))
                && queue.offer(new WriteTask.Sync(new CompletableFuture<>()));
    }

    /** The checkpoint that would be read if all were written by now, if it's one that waits to be. */
    public Optional<ByteBuffer> pendingCheckpoint(RequestIdentity request) {
        return queue.findCheckpoint(request).map(WriteTask.PutCheckpoint::payload);
    }

    /** Forgets a request's checkpoint, and nothing else of it. */
    public void deleteCheckpoint(RequestIdentity request) {
        if (!queue.offer(new WriteTask.DeleteCheckpoint(request))) {
            store.deleteCheckpoint(request);
        }
    }

    private boolean submit(WriteTask task) {
        return counted(queue.offer(task));
    }

    private boolean counted(boolean taken) {
        submitted.increment();
        if (!taken) {
            dropped.increment();
        }
        return taken;
    }

    /** Forgets a request: what isn't written of it yet isn't written any more, the rest is deleted. */
    public void delete(String requestId) {
        discarded.add(queue.discard(requestId));
        if (!queue.offer(new WriteTask.Delete(requestId))) {
            store.deleteRequest(requestId);
        }
    }

    /** A block that was submitted and isn't in the store yet. */
    public Optional<KvBlock> pending(RequestIdentity request, BlockAddress address) {
        return queue.find(request, address);
    }

    /** Waits until all that was submitted before is on disk. False: it took too long, or the store couldn't. */
    public boolean flush(Duration atMost) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        if (!queue.offer(new WriteTask.Sync(done))) {
            return false;
        }
        try {
            return done.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    public WriterStatistics statistics() {
        return queue.statistics(submitted.sum(), written.sum(), dropped.sum(), discarded.sum());
    }

    private void work() {
        while (!queue.finished()) {
            try {
                List<WriteTask> tasks = queue.take(batchBytes, BETWEEN_EXPIRIES);
                if (tasks.isEmpty()) {
                    long unused = store.expire();
                } else {
                    run(tasks);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        queue.close();
        lose(queue.clear());
    }

    private void run(List<WriteTask> tasks) {
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
        (stored ? written : dropped).add(tasks);
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
                dropped.increment();
            }
        }
    }

    /** Takes nothing more, writes what waits, and ends. False: not all could be written in this time; the rest is dropped. */
    public boolean close(Duration atMost) {
        queue.close();
        boolean drained = false;
        try {
            thread.join(Math.max(1, atMost.toMillis()));
            drained = !thread.isAlive();
            if (!drained) {
                thread.interrupt();
                thread.join(DEFAULT_CLOSE.toMillis());
            }
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        return drained;
    }

    @Override
    public void close() {
        boolean unused = close(DEFAULT_CLOSE);
    }
}
