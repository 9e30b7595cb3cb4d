package dev.scopestream.spill.write;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.OnFull;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.SpillOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Tasks in order, bounded by bytes. A taken task still counts and is found until it is {@link #done}.
 * Safe for use by several threads.
 */
final class WriteQueue {
    private final SpillOptions.Writing options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private final Condition added = lock.newCondition();
    private final PendingWrites pending = new PendingWrites();
    private final ByteQuota quota;
    private long waits;
    private long waitedNanos;
    /** When a task was done last, or the first one came to an empty queue. */
    private long progressNanos;
    /** Tasks that aren't done. */
    private int open;

    private boolean closed;

    WriteQueue(SpillOptions.Writing options) {
        this.options = options;
        this.quota = new ByteQuota(options.queueBytes());
    }

    /** Adds a task; false: the queue is full or closed. */
    boolean offer(WriteTask task) {
        return offer(
                task, options.onFull() == OnFull.DROP ? 0 : options.waitAtMost().toNanos());
    }

    /** As {@link #offer(WriteTask)}; the waiting is taken from the budget. */
    boolean offer(WriteTask task, WaitBudget budget) {
        return offer(task, options.onFull() == OnFull.DROP ? 0 : budget.leftNanos(), budget::spend);
    }

    /**
     * Adds a task, waiting at most so long while the queue is full; false: it is still full, or closed. Nobody waits for
     * a queue whose tasks haven't got on for {@link SpillOptions.Writing#waitAtMost}: its disk hangs.
     */
    boolean offer(WriteTask task, long atMostNanos) {
        return offer(task, atMostNanos, waited -> {});
    }

    private boolean offer(WriteTask task, long atMostNanos, LongConsumer waited) {
        lock.lock();
        try {
            if (closed || !awaitSpace(task.bytes(), atMostNanos, waited)) {
                return false;
            }
            pending.add(task);
            quota.add(task.bytes());
            progressNanos = open++ == 0 ? System.nanoTime() : progressNanos;
            added.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitSpace(long bytes, long atMostNanos, LongConsumer waited) {
        if (quota.fits(bytes)) {
            return true;
        }
        if (atMostNanos <= 0 || stalled()) {
            return false;
        }
        waits++;
        long left = atMostNanos;
        try {
            while (!closed && !quota.fits(bytes) && left > 0) {
                left = released.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waitedNanos += atMostNanos - left;
        waited.accept(atMostNanos - left);
        return !closed && quota.fits(bytes);
    }

    /** Whether there are tasks, and none was done for as long as a caller may wait. */
    private boolean stalled() {
        return open > 0
                && System.nanoTime() - progressNanos >= options.waitAtMost().toNanos();
    }

    /** Removes a request's waiting tasks; returns their number. */
    int discard(String requestId) {
        return locked(() -> {
            List<WriteTask> removed = pending.removeOf(requestId);
            release(removed);
            return removed.size();
        });
    }

    /**
     * The next tasks: blocks of at most {@code batchBytes} together, or one other task. Empty: nothing came in this time,
     * or the queue is closed and empty.
     */
    List<WriteTask> take(long batchBytes, Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (pending.isEmpty() && !closed && left > 0) {
                left = added.awaitNanos(left);
            }
            return pending.take(batchBytes);
        } finally {
            lock.unlock();
        }
    }

    /** What was taken has been dealt with. */
    void done(List<WriteTask> taken) {
        lock.lock();
        try {
            progressNanos = System.nanoTime();
            release(taken);
        } finally {
            lock.unlock();
        }
    }

    private void release(List<WriteTask> tasks) {
        open -= tasks.size();
        for (WriteTask task : tasks) {
            quota.release(task.bytes());
            pending.forget(task);
        }
        released.signalAll();
    }

    /** A block that isn't in the store yet. */
    Optional<KvBlock> find(RequestIdentity request, BlockAddress address) {
        return locked(() -> pending.block(request, address));
    }

    /** The latest checkpoint of a request that wasn't taken yet. */
    Optional<WriteTask.PutCheckpoint> findCheckpoint(RequestIdentity request) {
        return locked(() -> pending.checkpoint(request));
    }

    /** Takes no further tasks. */
    void close() {
        lock.lock();
        try {
            closed = true;
            added.signalAll();
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Removes all tasks. */
    List<WriteTask> clear() {
        return locked(() -> {
            List<WriteTask> rest = pending.clear();
            release(rest);
            return rest;
        });
    }

    boolean finished() {
        return locked(() -> closed && pending.isEmpty());
    }

    WriterStatistics statistics(WriteCounters counters) {
        return locked(() -> new WriterStatistics(
                counters.submitted.sum(),
                counters.written.sum(),
                counters.dropped.sum(),
                counters.discarded.sum(),
                waits,
                waitedNanos,
                quota.used(),
                quota.peak(),
                stalled()));
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
