package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints that other processes find, too. Writing and deleting is done by a thread of its own, reading by others: no
 * caller waits for the {@link CheckpointMedium}. It is a cache: what can't be written is counted, what can't be read is a
 * miss with its reason. Safe for use by many threads.
 */
public final class QueuedCheckpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueuedCheckpoints.class);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private final CheckpointMedium medium;
    private final QueueOptions options;
    private final Clock clock;
    private final Runnable beforeUse;
    private final CheckpointQueue queue;
    private final CheckpointReads reads;
    private final CheckpointCounters counters = new CheckpointCounters();
    private final SavedBases bases;
    private final Thread thread;
    private long nextSweep;

    private QueuedCheckpoints(CheckpointMedium medium, QueueOptions options, Clock clock, Runnable beforeUse) {
        this.medium = medium;
        this.options = options;
        this.clock = clock;
        this.beforeUse = beforeUse;
        this.bases = new SavedBases(clock);
        this.queue = new CheckpointQueue(options.queueBytes());
        this.reads = new CheckpointReads(options.readBudget());
        this.thread = new Thread(this::work, "checkpoint-write");
        thread.setDaemon(true);
    }

    /**
     * Waits for nothing: a medium that can't be used is found out, logged and counted by the writing thread.
     *
     * @param medium is closed with it
     */
    public static QueuedCheckpoints open(CheckpointMedium medium, QueueOptions options, Clock clock) {
        return open(medium, options, clock, () -> {});
    }

    /** @param beforeUse is run by each thread that is about to use the medium */
    public static QueuedCheckpoints open(
            CheckpointMedium medium, QueueOptions options, Clock clock, Runnable beforeUse) {
        QueuedCheckpoints checkpoints = new QueuedCheckpoints(medium, options, clock, beforeUse);
        checkpoints.thread.start();
        return checkpoints;
    }

    /**
     * Queues a checkpoint; it replaces one of the same attempt, and removes those of earlier ones.
     *
     * @param payload must not change any more
     * @param atMost how long to wait for space in the queue
     * @return false: it is dropped, and counted
     */
    public boolean save(CheckpointHeader header, List<ByteBuffer> payload, Duration atMost) {
        boolean hangs = queue.currentFor().compareTo(options.readBudget()) > 0;
        boolean queued = queue.offer(new CheckpointQueue.Save(header, payload), hangs ? Duration.ZERO : atMost);
        if (!queued) {
            counters.dropped();
        }
        return queued;
    }

    /**
     * Looks for the latest checkpoint of earlier attempts.
     *
     * @param id of the attempt that begins
     * @param model of the reader, see {@link CheckpointHeader}
     * @param policy of the reader
     */
    public CompletableFuture<Lookup<ByteBuffer>> find(CheckpointId id, long model, long policy) {
        if (id.attempt() == 1) {
            return CompletableFuture.completedFuture(Lookup.miss(MissReason.ABSENT));
        }
        CheckpointId before = id.ofAttempt(id.attempt() - 1);
        Optional<CheckpointQueue.Save> own =
                queue.find(id).filter(save -> save.header().id().equals(before));
        if (own.isPresent()) {
            ByteBuffer payload = ByteBuffer.allocate(Math.toIntExact(own.get().bytes()));
            own.get().payload().forEach(buffer -> payload.put(buffer.duplicate()));
            return CompletableFuture.completedFuture(Lookup.hit(payload.flip()));
        }
        return reads.read(() -> {
            beforeUse.run();
            return medium.latest(id, model, policy);
        });
    }

    /** Forgets the checkpoints of this attempt and earlier ones. */
    public void delete(CheckpointId id) {
        queue.discard(id);
        add(() -> {
            bases.forget(id);
            medium.deleteUpTo(id);
        });
    }

    /**
     * Removes the checkpoints of finished requests that a killed process didn't remove.
     *
     * @param finished tells by the offset of a request's record
     */
    public void deleteFinished(long ofSpace, int partition, LongPredicate finished) {
        add(() -> counters.removed(medium.deleteFinished(ofSpace, partition, finished)));
    }

    private void add(CheckpointQueue.Job job) {
        if (!queue.add(job, false)) {
            counters.failed();
        }
    }

    /** Completes when all that is queued now is written or given up; until then it is written without pauses. */
    public CompletableFuture<Void> flushed() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!queue.add(() -> done.complete(null), true)) {
            done.complete(null);
        }
        return done;
    }

    public CheckpointStatistics statistics() {
        boolean hangs = reads.hang() || queue.currentFor().compareTo(options.readBudget()) > 0;
        return counters.statistics(medium.liveBytes(), queue.bytes(), hangs);
    }

    private void work() {
        try {
            while (!queue.closedAndEmpty()) {
                Optional<CheckpointQueue.Job> job = queue.take(Duration.ofSeconds(1), this::write);
                attempt(this::tidy);
                job.ifPresent(this::attempt);
                queue.done();
            }
        } catch (InterruptedException e) {
            LOG.debug("checkpoints: not all written");
        } finally {
            medium.close();
        }
    }

    private void attempt(CheckpointQueue.Job job) {
        try {
            beforeUse.run();
            job.run();
        } catch (IOException | RuntimeException e) {
            if (counters.refused()) {
                LOG.warn("event=checkpoint_store_refuses store={} error=\"{}\"", medium.name(), e.toString());
            }
        }
    }

    private void tidy() throws IOException {
        if (clock.millis() >= nextSweep) {
            nextSweep = clock.millis() + BETWEEN_SWEEPS.toMillis();
            counters.removed(medium.tidy());
        }
    }

    private void write(CheckpointQueue.Save save) throws IOException {
        SavedBases.Plan plan = bases.plan(save.header(), save.payload(), medium);
        CheckpointMedium.Written written;
        try {
            written = medium.write(plan.header(), plan.payload(), this::pause);
        } catch (IOException | RuntimeException e) {
            bases.forget(save.header().id()); // half of it may be there
            throw e;
        }
        bases.written(plan, written.digest());
        counters.removed(written.removed());
        counters.written(plan.whole(), written.bytes());
        if (counters.recovered()) {
            LOG.info("event=checkpoint_store_usable store={}", medium.name());
        }
    }

    private void pause(long bytes) {
        if (options.bytesPerSecond() == 0) {
            return;
        }
        long end = System.nanoTime() + (long) (bytes * 1e9 / options.bytesPerSecond());
        for (long left = end - System.nanoTime(); left > 0 && !queue.hurries(); left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, PAUSE_NANOS));
        }
    }

    /** Writes what is queued, as far as a few seconds allow. */
    @Override
    public void close() {
        queue.close();
        reads.close();
        try {
            thread.join(CLOSING.toMillis());
            thread.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
