package dev.scopestream.generator;

import dev.scopestream.engine.Engine;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.delivery.Delivery;
import dev.scopestream.generator.ids.ResultsWatch;
import dev.scopestream.generator.intake.ControlLoop;
import dev.scopestream.generator.intake.Flow;
import dev.scopestream.generator.intake.PollLoop;
import dev.scopestream.generator.intake.PollStatus;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.spill.Spiller;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generator: threads that poll, decode and deliver around one engine, one that reads the control topic, one that follows
 * the results, and one that watches the engine. Closing it drains: what is running may finish within the drain budget, the rest is given up in
 * order.
 */
public final class Generator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);
    private static final long LEAVE_MILLIS = 10_000;

    private final Engine engine;
    private final Spiller spiller;
    private final ScopeOptions options;
    private final Flow flow;
    private final GeneratorMetrics metrics;
    private final PollStatus status;
    private final PollLoop poll;
    private final DecodeLoop decode;
    private final Delivery delivery;
    private final ControlLoop control;
    private final ResultsWatch results;
    private final Thread pollThread;
    private final Thread decodeThread;
    private final Thread deliveryThread;
    private final Thread controlThread;
    private final Thread resultsThread;
    private final Thread watchThread;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private boolean closed;

    Generator(GeneratorParts parts, Engine engine, Spiller spiller, ScopeOptions options) {
        this.engine = engine;
        this.spiller = spiller;
        this.options = options;
        this.flow = parts.flow();
        this.metrics = parts.metrics();
        this.status = parts.status();
        this.decode = parts.decode();
        this.delivery = parts.delivery(() -> poll().rejoin());
        this.poll = parts.poll(this::giveUp, this::forget);
        this.control = parts.control(decode::endCancelled);
        this.results = parts.results();
        metrics.watch(engine::load, flow);
        metrics.watch(engine::prefixStatistics);
        this.pollThread = thread("scope-poll", poll);
        this.decodeThread = thread("scope-decode", decode);
        this.deliveryThread = thread("scope-delivery", delivery);
        this.controlThread = thread("scope-control", control);
        this.watchThread = thread("scope-watch", new EngineWatch(decode, options.stallLimit(), failure));
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
        decodeThread.start();
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
        decode.dropUnowned();
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

    /** How long the engine's current step has taken. */
    public Duration step() {
        return Duration.ofNanos(decode.stepNanos());
    }

    public Engine engine() {
        return engine;
    }

    public GeneratorStats stats() {
        return metrics.stats(engine.load(), flow);
    }

    /**
     * Drains within the budget, then gives up what is left, leaves the group and closes the engine. After a failure it only
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
            decode.stop();
            decodeThread.join(LEAVE_MILLIS);
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
        if (!decodeThread.isAlive()) {
            engine.close();
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
        decodeThread.interrupt();
        close();
    }
}
