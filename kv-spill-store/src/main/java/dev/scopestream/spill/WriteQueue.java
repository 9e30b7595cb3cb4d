package dev.scopestream.spill;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tasks in order, bounded by bytes. What has been taken still counts, and can still be found, until it is
 * {@link #done}. A task larger than the whole queue is let in when nothing else is there.
 */
final class WriteQueue {
    private final long limit;
    private final OnFull onFull;
    private final long waitNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();
    private final Deque<WriteTask> tasks = new ArrayDeque<>();
    private final Map<Place, KvBlock> blocks = new HashMap<>();
    private long bytes;
    private long peak;
    private long waits;
    private long waited;
    private boolean closed;

    /** Where a block will be. */
    private record Place(String requestId, BlockAddress address) {
        static Place of(KvBlock block) {
            return new Place(block.request().requestId(), block.address());
        }
    }

    WriteQueue(SpillOptions options) {
        this.limit = options.writing().queueBytes();
        this.onFull = options.writing().onFull();
        this.waitNanos = options.writing().waitAtMost().toNanos();
    }

    /** Adds a task; false: there is no room, or the queue is closed. */
    boolean offer(WriteTask task) {
        return offer(task, onFull == OnFull.DROP ? 0 : waitNanos);
    }

    /** Adds a task, waiting for room at most so long; false: there is none, or the queue is closed. */
    boolean offer(WriteTask task, long atMostNanos) {
        lock.lock();
        try {
            if (closed || !awaitRoom(task.bytes(), atMostNanos)) {
                return false;
            }
            tasks.add(task);
            bytes += task.bytes();
            peak = Math.max(peak, bytes);
            if (task instanceof WriteTask.PutBlock put) {
                blocks.put(Place.of(put.block()), put.block());
            }
            work.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean awaitRoom(long wanted, long atMostNanos) {
        if (fits(wanted)) {
            return true;
        }
        if (atMostNanos <= 0) {
            return false;
        }
        waits++;
        long left = atMostNanos;
        try {
            while (!closed && !fits(wanted) && left > 0) {
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waited += atMostNanos - left;
        return !closed && fits(wanted);
    }

    private boolean fits(long wanted) {
        return wanted == 0 || bytes == 0 || bytes + wanted <= limit;
    }

    /** Takes out what is still to be written for a request; how many tasks that were. */
    int discard(String requestId) {
        lock.lock();
        try {
            int removed = 0;
            for (Iterator<WriteTask> all = tasks.iterator(); all.hasNext(); ) {
                WriteTask task = all.next();
                if (task.writesFor(requestId)) {
                    all.remove();
                    forget(task);
                    removed++;
                }
            }
            room.signalAll();
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next tasks: blocks of at most {@code batchBytes} together, or one other task. Empty: nothing came in this time,
     * or the queue is closed and empty.
     */
    List<WriteTask> take(long batchBytes, Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (tasks.isEmpty() && !closed && left > 0) {
                left = work.awaitNanos(left);
            }
            List<WriteTask> taken = new ArrayList<>();
            long size = 0;
            while (!tasks.isEmpty()) {
                WriteTask next = tasks.peek();
                boolean joins = next instanceof WriteTask.PutBlock && size + next.bytes() <= batchBytes;
                if (!taken.isEmpty() && !joins) {
                    break;
                }
                taken.add(tasks.remove());
                size += next.bytes();
                if (!(next instanceof WriteTask.PutBlock)) {
                    break;
                }
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken has been dealt with. */
    void done(List<WriteTask> taken) {
        lock.lock();
        try {
            taken.forEach(this::forget);
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void forget(WriteTask task) {
        bytes -= task.bytes();
        if (task instanceof WriteTask.PutBlock put) {
            blocks.remove(Place.of(put.block()), put.block());
        }
    }

    /** A block that isn't in the store yet. */
    Optional<KvBlock> find(RequestIdentity request, BlockAddress address) {
        lock.lock();
        try {
            return Optional.ofNullable(blocks.get(new Place(request.requestId(), address)))
                    .filter(block -> block.request().equals(request));
        } finally {
            lock.unlock();
        }
    }

    /** The latest checkpoint of a request that isn't taken out yet. */
    Optional<WriteTask.PutCheckpoint> findCheckpoint(RequestIdentity request) {
        lock.lock();
        try {
            return tasks.stream()
                    .filter(WriteTask.PutCheckpoint.class::isInstance)
                    .map(WriteTask.PutCheckpoint.class::cast)
                    .filter(put -> put.request().equals(request))
                    .reduce((first, second) -> second);
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in. */
    void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes out everything. */
    List<WriteTask> clear() {
        lock.lock();
        try {
            List<WriteTask> rest = List.copyOf(tasks);
            tasks.clear();
            rest.forEach(this::forget);
            return rest;
        } finally {
            lock.unlock();
        }
    }

    boolean finished() {
        lock.lock();
        try {
            return closed && tasks.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    WriterStatistics statistics(long submitted, long written, long dropped, long discarded) {
        lock.lock();
        try {
            return new WriterStatistics(submitted, written, dropped, discarded, waits, waited, bytes, peak);
        } finally {
            lock.unlock();
        }
    }
}
