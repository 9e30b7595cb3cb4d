package dev.scopestream.spill.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be done in a checkpoint directory, in order, bounded by the bytes of the checkpoints. Of a prompt one
 * checkpoint waits, the newest. Safe for use by many threads.
 */
final class CheckpointQueue {
    /** Jobs that may wait: beyond them, what they would have deleted goes by its age. */
    private static final int MOST_JOBS = 1 << 16;

    /** Something to do in the directory. */
    interface Job {
        void run() throws IOException;
    }

    /** A checkpoint to be written. */
    record Save(CheckpointHeader header, List<ByteBuffer> payload) {
        Save {
            payload = List.copyOf(payload);
        }

        /** The same for all attempts at a prompt. */
        CheckpointId prompt() {
            return header.id().ofAttempt(1);
        }

        long bytes() {
            return header.payloadBytes();
        }
    }

    /** One place in the queue. */
    private static final class Place {
        private Save save;
        private Job job;
        private boolean urgent;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Place> places = new ArrayDeque<>();
    /** Of each prompt what waits to be written. */
    private final Map<CheckpointId, Place> waiting = new HashMap<>();

    private final long mostBytes;
    private long bytes;
    private int urgent;
    /** What is being written; null: nothing. */
    private Save current;

    private long currentSince;
    private boolean closed;

    CheckpointQueue(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Adds a checkpoint, waiting at most so long for space; one larger than all the space is taken alone. */
    boolean offer(Save save, Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!closed && !fits(save) && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (closed || !fits(save)) {
                return false;
            }
            Place place = waiting.get(save.prompt());
            if (place == null) {
                place = new Place();
                places.add(place);
                waiting.put(save.prompt(), place);
            } else {
                bytes -= place.save.bytes();
            }
            place.save = save;
            bytes += save.bytes();
            changed.signalAll();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean fits(Save save) {
        Place place = waiting.get(save.prompt());
        long others = bytes - (place == null ? 0 : place.save.bytes());
        return others == 0 || others + save.bytes() <= mostBytes;
    }

    /** Adds a job; false: too many wait, or the queue is closed. */
    boolean add(Job job, boolean isUrgent) {
        lock.lock();
        try {
            if (closed || places.size() - waiting.size() >= MOST_JOBS) {
                return false;
            }
            Place place = new Place();
            place.job = job;
            place.urgent = isUrgent;
            urgent += isUrgent ? 1 : 0;
            places.add(place);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets what waits of this prompt, up to this attempt. */
    void discard(CheckpointId id) {
        lock.lock();
        try {
            Place place = waiting.get(id.ofAttempt(1));
            if (place != null && place.save.header().id().attempt() <= id.attempt()) {
                waiting.remove(id.ofAttempt(1));
                places.remove(place);
                bytes -= place.save.bytes();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What waits of this prompt, or is being written. */
    Optional<Save> find(CheckpointId id) {
        lock.lock();
        try {
            Place place = waiting.get(id.ofAttempt(1));
            if (place != null) {
                return Optional.of(place.save);
            }
            return Optional.ofNullable(current)
                    .filter(save -> save.header().id().samePrompt(id));
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next job, waiting at most so long; empty: nothing came.
     *
     * @param write what to do with a checkpoint
     */
    Optional<Job> take(Duration atMost, Writer write) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (places.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            Place place = places.poll();
            if (place == null) {
                return Optional.empty();
            }
            currentSince = System.nanoTime();
            if (place.job != null) {
                return Optional.of(place.urgent ? () -> run(place.job) : place.job);
            }
            current = place.save;
            waiting.remove(current.prompt());
            Save save = current;
            return Optional.of(() -> write.write(save));
        } finally {
            lock.unlock();
        }
    }

    /** Writes a checkpoint. */
    interface Writer {
        void write(Save save) throws IOException;
    }

    private void run(Job job) throws IOException {
        try {
            job.run();
        } finally {
            over();
        }
    }

    private void over() {
        lock.lock();
        try {
            urgent--;
        } finally {
            lock.unlock();
        }
    }

    /** What was taken is done. */
    void done() {
        lock.lock();
        try {
            bytes -= current == null ? 0 : current.bytes();
            current = null;
            currentSince = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody waits for all that is queued. */
    boolean hurries() {
        lock.lock();
        try {
            return urgent > 0 || closed;
        } finally {
            lock.unlock();
        }
    }

    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** How long the present job has taken; zero: there is none. */
    Duration currentFor() {
        lock.lock();
        try {
            return currentSince == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - currentSince);
        } finally {
            lock.unlock();
        }
    }

    boolean closedAndEmpty() {
        lock.lock();
        try {
            return closed && places.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more; what is queued is still done. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
