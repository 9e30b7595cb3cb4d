package dev.scopestream.generator;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.delivery.DeliveryLoop;
import dev.scopestream.generator.ids.FinishedIdsFollower;
import dev.scopestream.generator.intake.PollStatus;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.spill.EvictionSpill;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of the service. Closing it drains: running requests may finish within the drain budget, the rest is given
 * up in order.
 */
public final class Generator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);
    private static final long QUIT_MILLIS = 10_000;

    private final GeneratorThreads threads;
    private final GeneratorStatistics statistics;
    private final InstanceState state;
    private final FailureSignal failure;
    private final PollStatus status;
    private final Parts parts;
    private boolean closed;

    /**
     * What it asks, and closes.
     *
     * @param leave whether a stop in order ends a static membership
     */
    record Parts(
            DeliveryLoop delivery,
            FinishedIdsFollower results,
            Workers workers,
            EvictionSpill spill,
            CheckpointStore checkpoints,
            Duration drain,
            boolean leave) {}

    Generator(
            GeneratorThreads threads,
            GeneratorStatistics statistics,
            InstanceState state,
            FailureSignal failure,
            PollStatus status,
            Parts parts) {
        this.threads = threads;
        this.statistics = statistics;
        this.state = state;
        this.failure = failure;
        this.status = status;
        this.parts = parts;
    }

    public void start() {
        threads.start();
    }

    /** What ended a thread that must not end; never completes otherwise. */
    public CompletableFuture<Throwable> failure() {
        return failure.cause();
    }

    public PollStatus status() {
        return status;
    }

    /** Why nothing can be delivered at the moment; null when it can. */
    public String trouble() {
        String trouble = parts.delivery().trouble();
        return trouble == null ? parts.results().trouble() : trouble;
    }

    /** Partitions of output topics that take no records at present; what doesn't need them goes on. */
    public Set<TopicPartition> unavailable() {
        return state.outputs().closed();
    }

    /** The progress of the threads that must not stop, by their names. */
    public Map<String, Progress> progress() {
        return Map.of(
                GeneratorThreads.POLL, status.progress(),
                GeneratorThreads.DELIVERY, parts.delivery().progress());
    }

    /** How long the engines' current steps have taken, at most. */
    public Duration step() {
        return Duration.ofNanos(parts.workers().stepNanos());
    }

    public ModelInfo model() {
        return parts.workers().loops().get(0).engine().model();
    }

    public GeneratorStats stats() {
        return statistics.stats();
    }

    /**
     * Drains within the budget, releases unfinished prompts, quits the group and closes the engines. After a failure it
     * only quits the group.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long start = System.nanoTime();
        try {
            if (!failure.raised()) {
                drain(start + parts.drain().toNanos());
            }
            state.signals().stop(parts.leave() && !failure.raised());
            threads.stop(QUIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        parts.checkpoints().close();
        if (threads.release()) {
            parts.spill().close();
        }
        LOG.info("stopped: ms={}", (System.nanoTime() - start) / 1_000_000);
    }

    /** Waits until nothing runs and everything is delivered; prompts that didn't start stay for other instances. */
    private void drain(long deadlineNanos) throws InterruptedException {
        LOG.info("draining: held={} budget={}", state.held().records(), parts.drain());
        state.signals().drain();
        parts.delivery().drain();
        long left;
        do {
            state.forgetBacklog();
            left = deadlineNanos - System.nanoTime();
        } while (left > 0 && !state.held().awaitEmpty(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100))));
    }

    /** Ends without recording anything: to other instances the process has died. */
    void abandon() {
        failure.raise(new IllegalStateException("abandoned"));
        threads.interrupt();
        close();
    }
}
