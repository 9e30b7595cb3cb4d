package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.delivery.Inbox;
import dev.scopestream.generator.delivery.Item;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Ledger;
import dev.scopestream.generator.spill.RequestSpill;
import dev.scopestream.generator.spill.Spiller;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decode thread: owns the engine, takes in what is started, ends what is cancelled, too late or not ours any more,
 * and hands on what comes out.
 */
public final class DecodeLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodeLoop.class);
    private static final long IDLE_MILLIS = 200;

    private sealed interface Command {}

    private record Start(Work work, int attempt) implements Command {}

    private record Cancel(String id) implements Command {}

    private record DropUnowned() implements Command {}

    private record Stop() implements Command {}

    private final LinkedBlockingQueue<Command> commands = new LinkedBlockingQueue<>();
    private final Map<String, Running> running = new HashMap<>();
    private final Engine engine;
    private final Ledger ledger;
    private final Inbox inbox;
    private final Spiller spiller;
    private final FlowOptions flow;
    private final Results results;
    private final GeneratorMetrics metrics;
    private final Clock clock;
    private volatile long stepStarted;
    private boolean stopped;

    public DecodeLoop(
            Engine engine,
            Ledger ledger,
            Inbox inbox,
            Spiller spiller,
            FlowOptions flow,
            String worker,
            GeneratorMetrics metrics,
            Clock clock) {
        this.engine = engine;
        this.ledger = ledger;
        this.inbox = inbox;
        this.spiller = spiller;
        this.flow = flow;
        this.results = new Results(engine.model().name(), worker);
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Its attempt is recorded: generate. Ends in a Result, a Refused or a Dropped. */
    public void start(Work work, int attempt) {
        commands.add(new Start(work, attempt));
    }

    /** Ends all generations of this request id. */
    public void cancel(String id) {
        commands.add(new Cancel(id));
    }

    /** Ends whatever belongs to partitions that aren't ours any more. */
    public void dropUnowned() {
        commands.add(new DropUnowned());
    }

    /** Drops everything; {@link #run} returns. */
    public void stop() {
        commands.add(new Stop());
    }

    /** Nanoseconds that the current engine step has taken; 0 when there is none. */
    public long stepNanos() {
        long started = stepStarted;
        return started == 0 ? 0 : Math.max(1, System.nanoTime() - started);
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                take();
                expire();
                step();
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            new ArrayList<>(running.values()).forEach(r -> end(r, Running.Ending.DROPPED));
        }
    }

    private void take() throws InterruptedException {
        Command command = engine.idle() && running.isEmpty()
                ? commands.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS)
                : commands.poll();
        for (; command != null; command = commands.poll()) {
            if (command instanceof Start start) {
                submit(start);
            } else if (command instanceof Cancel cancel) {
                all(r -> r.work.id().equals(cancel.id()), Running.Ending.CANCELLED);
            } else if (command instanceof DropUnowned) {
                all(r -> !ledger.owns(r.work.claim()), Running.Ending.DROPPED);
            } else {
                stopped = true;
            }
        }
    }

    private void submit(Start start) {
        Work work = start.work();
        if (!ledger.owns(work.claim())) {
            inbox.put(new Item.Dropped(work.claim()));
            return;
        }
        RequestSpill spill = spiller.begin(work, start.attempt());
        ChunkBuffer chunks = new ChunkBuffer(
                work.id(),
                start.attempt(),
                flow.chunkTokens(),
                flow.chunkDelay().toNanos());
        try {
            engine.submit(work.request(), spill.sink());
            running.put(work.claim().key(), new Running(work, start.attempt(), chunks, spill, System.nanoTime()));
        } catch (InvalidRequestException e) {
            spill.end();
            refuse(work, start.attempt(), e.field(), e.getMessage());
        }
    }

    private void refuse(Work work, int attempt, String field, String reason) {
        inbox.put(new Item.Refused(work.claim(), work.record(), reason, field, attempt));
    }

    private void all(java.util.function.Predicate<Running> condition, Running.Ending ending) {
        List<Running> chosen = running.values().stream().filter(condition).toList();
        chosen.forEach(r -> end(r, ending));
    }

    private void end(Running r, Running.Ending ending) {
        r.ending = ending;
        if (!engine.cancel(r.work.claim().key()) && ending == Running.Ending.DROPPED) {
            LOG.debug("cancel too late: request={}", r.work.claim().key());
        }
    }

    private void expire() {
        if (!running.isEmpty()) {
            all(
                    r -> r.ending == Running.Ending.NO
                            && r.work.deadline().isPresent()
                            && clock.instant().isAfter(r.work.deadline().get()),
                    Running.Ending.DEADLINE);
        }
    }

    private void step() throws InterruptedException {
        if (engine.idle()) {
            return;
        }
        stepStarted = System.nanoTime();
        List<EngineEvent> events = engine.step();
        stepStarted = 0;
        long now = System.nanoTime();
        for (EngineEvent event : events) {
            Running r = running.get(event.requestId());
            if (event instanceof EngineEvent.Generated generated) {
                generated(r, generated, now);
            } else if (event instanceof EngineEvent.Finished finished) {
                running.remove(event.requestId());
                finished(r, finished, now);
            } else if (event instanceof EngineEvent.Failed failed) {
                running.remove(event.requestId());
                r.spill.end();
                refuse(r.work, r.attempt, failed.field(), failed.reason());
            }
        }
    }

    private void generated(Running r, EngineEvent.Generated event, long now) {
        if (r.firstTokenNanos == 0) {
            r.firstTokenNanos = now;
            metrics.firstToken(now - r.work.takenNanos());
        }
        r.chunks.add(event.text(), now);
    }

    private void finished(Running r, EngineEvent.Finished event, long now) throws InterruptedException {
        r.spill.end();
        if (r.ending == Running.Ending.DROPPED) {
            inbox.put(new Item.Dropped(r.work.claim()));
            return;
        }
        ResultEvent result = results.of(r, event.completion(), now);
        inbox.putChunk(new Item.Chunk(r.work.claim(), r.chunks.last(event.tail())));
        inbox.put(new Item.Result(r.work, result));
        metrics.finished(result);
    }

    private void flush() throws InterruptedException {
        long now = System.nanoTime();
        for (Running r : running.values()) {
            var chunk = r.ending == Running.Ending.DROPPED
                    ? java.util.Optional.<dev.scopestream.events.ChunkEvent>empty()
                    : r.chunks.due(now);
            if (chunk.isPresent()) {
                inbox.putChunk(new Item.Chunk(r.work.claim(), chunk.get()));
            }
        }
    }
}
