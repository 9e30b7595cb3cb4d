package dev.scopestream.generator;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.config.KafkaClients;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.delivery.Delivery;
import dev.scopestream.generator.delivery.Inbox;
import dev.scopestream.generator.intake.Backlog;
import dev.scopestream.generator.intake.FinishedTail;
import dev.scopestream.generator.intake.Held;
import dev.scopestream.generator.intake.Intake;
import dev.scopestream.generator.intake.PollLoop;
import dev.scopestream.generator.intake.PollStatus;
import dev.scopestream.generator.intake.RequestMapper;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Ledger;
import dev.scopestream.generator.spill.Spiller;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generator: three threads (poll, decode, delivery) around one engine. It needs no framework. Closing it drains: what
 * is running may finish within the drain budget, the rest is given up in order.
 */
public final class Generator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generator.class);

    private final Engine engine;
    private final Spiller spiller;
    private final ScopeOptions options;
    private final GeneratorMetrics metrics;
    private final Ledger ledger = new Ledger();
    private final Backlog backlog = new Backlog();
    private final Inbox inbox = new Inbox();
    private final Held held;
    private final PollStatus status;
    private final DecodeLoop decode;
    private final Delivery delivery;
    private final PollLoop poll;
    private final Thread pollThread;
    private final Thread decodeThread;
    private final Thread deliveryThread;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private boolean closed;

    /** Takes over {@code engine} and {@code spiller}: closing the generator closes them. */
    public Generator(
            ScopeOptions options,
            TopicOptions topics,
            FlowOptions flow,
            KvOptions kv,
            KafkaClients clients,
            Engine engine,
            Spiller spiller,
            GeneratorMetrics metrics,
            Clock clock) {
        this.engine = engine;
        this.spiller = spiller;
        this.options = options;
        this.metrics = metrics;
        this.held = new Held(flow.records(), flow.bytes());
        this.status = new PollStatus(clock);
        this.decode = new DecodeLoop(engine, ledger, inbox, spiller, flow, clients.instance(), metrics, clock);
        int limit = options.maxBatch() + Math.max(2, options.maxBatch() / 4);
        this.delivery = Delivery.create(
                inbox,
                ledger,
                backlog,
                held,
                decode,
                () -> new KafkaProducer<>(clients.transactional()),
                new KafkaProducer<>(clients.chunks()),
                topics,
                clients.instance(),
                metrics,
                this::rejoin,
                limit,
                flow.results());
        RequestMapper mapper = new RequestMapper(engine, kv, options.maxTokens());
        FinishedTail tail = new FinishedTail(
                () -> new KafkaConsumer<>(clients.reader("results-tail")),
                topics,
                options.duplicateMargin(),
                ForkJoinPool.commonPool());
        this.poll = new PollLoop(
                () -> new KafkaConsumer<>(clients.consumer()),
                topics.prompts(),
                ledger,
                new Intake(mapper, ledger, backlog, held, inbox, options.maxAttempts()),
                held,
                tail,
                metrics,
                this::giveUp,
                this::forget,
                status);
        metrics.watch(engine::load, backlog, held, ledger);
        this.pollThread = thread("scope-poll", poll);
        this.decodeThread = thread("scope-decode", decode);
        this.deliveryThread = thread("scope-delivery", delivery);
    }

    private Thread thread(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setUncaughtExceptionHandler((t, e) -> {
            LOG.error("thread died: thread={}", t.getName(), e);
            failure.complete(e);
        });
        return thread;
    }

    public void start() {
        deliveryThread.start();
        decodeThread.start();
        pollThread.start();
    }

    private void rejoin() {
        poll.rejoin();
    }

    private void giveUp(Collection<TopicPartition> partitions) {
        backlog.removeIf(work -> partitions.contains(work.claim().partition()));
        try {
            delivery.giveUp(partitions).get(options.revokeBudget().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("partitions given up without a record of it: partitions={}", partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void forget() {
        backlog.removeIf(work -> !ledger.owns(work.claim()));
        held.removeIf(claim -> !ledger.owns(claim));
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
        return delivery.trouble();
    }

    /** How long the engine's current step has taken. */
    public Duration step() {
        return Duration.ofNanos(decode.stepNanos());
    }

    public Engine engine() {
        return engine;
    }

    public GeneratorStats stats() {
        return metrics.stats(engine.load(), held, ledger);
    }

    /** Drains within the budget, then gives up what is left, leaves the group and closes the engine. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        long start = System.nanoTime();
        LOG.info("draining: held={} budget={}", held.records(), options.drainBudget());
        poll.drain();
        delivery.drain();
        try {
            awaitDrained(start + options.drainBudget().toNanos());
            poll.stop();
            pollThread.join(TimeUnit.SECONDS.toMillis(15));
            decode.stop();
            decodeThread.join(TimeUnit.SECONDS.toMillis(30));
            delivery.stop();
            deliveryThread.join(TimeUnit.SECONDS.toMillis(5));
            deliveryThread.interrupt();
            deliveryThread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!decodeThread.isAlive()) {
            engine.close();
        }
        spiller.close();
        LOG.info("stopped: ms={}", (System.nanoTime() - start) / 1_000_000);
    }

    /** Ends without recording anything: whatever was started looks to others as if the process had died. */
    synchronized void abandon() {
        closed = true;
        for (Thread thread : new Thread[] {deliveryThread, decodeThread, pollThread}) {
            thread.interrupt();
        }
        poll.stop();
    }

    /** Waits until nothing runs and everything is delivered; what didn't start stays for others. */
    private void awaitDrained(long deadlineNanos) throws InterruptedException {
        long left;
        do {
            backlog.removeIf(work -> {
                held.remove(work.claim());
                return true;
            });
            left = deadlineNanos - System.nanoTime();
        } while (left > 0 && !held.awaitEmpty(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100))));
    }
}
