package dev.scopestream.spill.write;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Writes to a store on a thread of its own, in the order of the calls. Safe for use by many threads. Memory is bounded by
 * {@link SpillOptions.Writing#queueBytes}: when the disk is slower than the decoding, callers wait or blocks are dropped, as
 * {@link SpillOptions.Writing#onFull} says. When the disk hangs, nobody waits. Doesn't close the store.
 */
public final class SpillWriter implements AutoCloseable {
    private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(10);

    private final SpillStore store;
    private final WriteQueue queue;
    private final WriteCounters counters = new WriteCounters();
    private final Thread thread;

    public SpillWriter(SpillStore store, SpillOptions options) {
        this.store = store;
        this.queue = new WriteQueue(options.writing());
        this.thread = new Thread(
                new WriteLoop(store, queue, counters, options.writing().batchBytes()), "spill-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Offers a block. False: dropped, and counted. */
    public boolean submit(KvBlock block) {
        return submit(new WriteTask.PutBlock(block));
    }

    /** Offers a block, whose waiting is taken from this budget. False: dropped, and counted. */
    public boolean submit(KvBlock block, WaitBudget budget) {
        return counted(queue.offer(new WriteTask.PutBlock(block), budget));
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
     * @param atMost how long to wait while the queue is full, whatever {@link SpillOptions.Writing#onFull} says
     * @return false: dropped, and counted
     */
    public boolean submitCheckpoint(RequestIdentity request, List<ByteBuffer> parts, Duration atMost) {
        var task = new WriteTask.PutCheckpoint(
                request, parts.stream().map(ByteBuffer::asReadOnlyBuffer).toList());
        return counted(queue.offer(task, atMost.toNanos()))
                && queue.offer(new WriteTask.Sync(new CompletableFuture<>()));
    }

    /**
     * Offers a prefix and has it written to disk for good, without waiting for space or for that.
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
        counters.submitted.increment();
        if (!taken) {
            counters.dropped.increment();
        }
        return taken;
    }

    /** Forgets a request: what isn't written of it yet isn't written any more, the rest is deleted. */
    public void delete(String requestId) {
        counters.discarded.add(queue.discard(requestId));
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
        return queue.statistics(counters);
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
