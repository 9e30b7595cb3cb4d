package dev.scopestream.generator;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.delivery.Delivery;
import dev.scopestream.generator.ids.ResultsWatch;
import dev.scopestream.generator.intake.ControlLoop;
import dev.scopestream.generator.intake.Flow;
import dev.scopestream.generator.intake.PollLoop;
import dev.scopestream.generator.intake.PollStatus;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.spill.Spiller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generator: threads that poll and deliver, one that decodes for each device's engine, one that reads the control topic, one that follows
 * the results, and one that watches the engines. Closing it drains: what is running may finish within the drain budget, the rest is given up in
 * order.
 */
public final class Generator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);
    private static final long LEAVE_MILLIS = 10_000;

    private final Spiller spiller;
    private final ScopeOptions options;
    private final Flow flow;
    private final GeneratorMetrics metrics;
    private final PollStatus status;
    private final PollLoop poll;
    private final Workers workers;
    private final Delivery delivery;
    private final ControlLoop control;
    private final ResultsWatch results;
    private final Thread pollThread;
    private final List<Thread> decodeThreads = new ArrayList<>();
    private final Thread deliveryThread;
    private final Thread controlThread;
    private final Thread resultsThread;
    private final Thread watchThread;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private boolean closed;

    Generator(GeneratorParts parts, Spiller spiller, ScopeOptions options) {
        this.spiller = spiller;
        this.options = options;
        this.flow = parts.flow();
        this.metrics = parts.metrics();
        this.status = parts.status();
        this.workers = parts.workers();
        this.delivery = parts.delivery(() -> poll().rejoin());
        this.poll = parts.poll(this::giveUp, this::forget);
        this.control = parts.control(workers::endCancelled);
        this.results = parts.results();
        metrics.watch(workers::load, flow);
        metrics.watch(workers::prefixStatistics);
        this.pollThread = thread("scope-poll", poll);
        for (DecodeLoop loop : workers.loops()) {
            int number = decodeThreads.size();
            metrics.worker(number, loop::requests, loop::served);
            decodeThreads.add(thread("scope-decode-" + number, loop));
        }
        this.deliveryThread = thread("scope-delivery", delivery);
        this.controlThread = thread("scope-control", control);
        this.watchThread = thread("scope-watch", new EngineWatch(workers, options.stallLimit(), failure));
        this.resultsThread = thread("scope-results", results);
        controlThread.setDaemon(true);
        resultsThread.setDaemon(true);
        watchThread.setDaemon(true);
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setUncaughtExceptionHandler((t, e) -> {
            LOG.error("thread died: thread={}", t.getName(), e);
            failure.complete(e);
        });
        return thread;
    }

    private PollLoop poll() {
        return poll;
    }

    public void start() {
        deliveryThread.start();
        decodeThreads.forEach(Thread::start);
        pollThread.start();
        controlThread.start();
        resultsThread.start();
        watchThread.start();
    }

    /** After a failure nothing is recorded: what was running is suspected of it. */
    private void giveUp(Collection<TopicPartition> partitions) {
        flow.backlog().removeIf(work -> partitions.contains(work.claim().partition()));
        if (failure.isDone()) {
            return;
        }
        try {
            delivery.giveUp(partitions).get(options.revokeBudget().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("partitions given up without a record of it: partitions={}", partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget() {
        flow.forgetUnowned();
        workers.dropUnowned();
    }

    /** What ended a thread that must not end; never completes otherwise. */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    public PollStatus status() {
        return status;
    }

    /** Why nothing can be delivered at the moment; null when it can. */
    public String trouble() {
        return delivery.trouble() == null ? results.trouble() : delivery.trouble();
    }

    /** How long the engines' current steps have taken, at most. */
    public Duration step() {
        return Duration.ofNanos(workers.stepNanos());
    }

    public ModelInfo model() {
        return workers.loops().get(0).engine().model();
    }

    public GeneratorStats stats() {
        return metrics.stats(workers.load(), flow);
    }

    /**
     * Drains within the budget, then gives up what is left, leaves the group and closes the engines. After a failure it only
     * leaves the group.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long start = System.nanoTime();
        try {
            if (!failure.isDone()) {
                drain(start + options.drainBudget().toNanos());
            }
            poll.stop();
            pollThread.join(LEAVE_MILLIS);
            workers.stop();
            for (Thread thread : decodeThreads) {
                thread.join(LEAVE_MILLIS);
            }
            delivery.stop();
            deliveryThread.join(LEAVE_MILLIS / 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        release();
        LOG.info("stopped: ms={}", (System.nanoTime() - start) / 1_000_000);
    }

    private void release() {
        control.stop();
        results.stop();
        for (Thread thread : new Thread[] {pollThread, deliveryThread, watchThread}) {
            thread.interrupt();
        }
        for (int i = 0; i < decodeThreads.size(); i++) {
            if (!decodeThreads.get(i).isAlive()) {
                workers.loops().get(i).engine().close();
            }
        }
        if (decodeThreads.stream().noneMatch(Thread::isAlive)) {
            spiller.close();
        }
    }

    /** Waits until nothing runs and everything is delivered; what didn't start stays for others. */
    private void drain(long deadlineNanos) throws InterruptedException {
        LOG.info("draining: held={} budget={}", flow.held().records(), options.drainBudget());
        poll.drain();
        delivery.drain();
        long left;
        do {
            flow.forgetBacklog();
            left = deadlineNanos - System.nanoTime();
        } while (left > 0 && !flow.held().awaitEmpty(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100))));
    }

    /** Ends without recording anything: whatever was started looks to others as if the process had died. */
    void abandon() {
        failure.complete(new IllegalStateException("abandoned"));
        deliveryThread.interrupt();
        decodeThreads.forEach(Thread::interrupt);
        close();
    }
}
