package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.delivery.Inbox;
import dev.scopestream.generator.delivery.Item;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.spill.RequestSpill;
import dev.scopestream.generator.spill.Spiller;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The requests that the engine has. Each that is submitted ends in exactly one Result, Refused or Dropped in the inbox.
 * Belongs to the decode thread.
 */
final class Requests {
    private final Map<String, Running> running = new HashMap<>();
    private final Engine engine;
    private final Inbox inbox;
    private final Spiller spiller;
    private final FlowOptions flow;
    private final Results results;
    private final GeneratorMetrics metrics;

    Requests(Engine engine, Inbox inbox, Spiller spiller, FlowOptions flow, String worker, GeneratorMetrics metrics) {
        this.engine = engine;
        this.inbox = inbox;
        this.spiller = spiller;
        this.flow = flow;
        this.results = new Results(engine.model().name(), worker);
        this.metrics = metrics;
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    void submit(Work work, int attempt) {
        RequestSpill spill = spiller.begin(work, attempt);
        ChunkBuffer chunks = new ChunkBuffer(
                work.id(), attempt, flow.chunkTokens(), flow.chunkDelay().toNanos());
        try {
            engine.submit(work.request(), spill.sink());
            running.put(work.claim().key(), new Running(work, attempt, chunks, spill, System.nanoTime()));
        } catch (InvalidRequestException e) {
            spill.end();
            refuse(work, attempt, e.field(), e.getMessage());
        }
    }

    private void refuse(Work work, int attempt, String field, String reason) {
        inbox.put(new Item.Refused(work.claim(), work.record(), reason, field, attempt));
    }

    /** Ends those that fulfil the condition and aren't ending yet. One that is to be dropped is dropped in any case. */
    void end(Predicate<Work> condition, Running.Ending ending) {
        for (Running r : running.values()) {
            boolean further = r.ending == Running.Ending.NO || ending == Running.Ending.DROPPED;
            if (further && r.ending != ending && condition.test(r.work)) {
                r.ending = ending;
                boolean unused = engine.cancel(r.work.claim().key());
            }
        }
    }

    /** Ends those whose deadline has passed. */
    void expire(Instant now) {
        end(work -> work.deadline().map(now::isAfter).orElse(false), Running.Ending.DEADLINE);
    }

    void take(List<EngineEvent> events) throws InterruptedException {
        long now = System.nanoTime();
        for (EngineEvent event : events) {
            if (event instanceof EngineEvent.Generated generated) {
                generated(running.get(event.requestId()), generated, now);
            } else if (event instanceof EngineEvent.Finished finished) {
                finished(running.remove(event.requestId()), finished, now);
            } else if (event instanceof EngineEvent.Failed failed) {
                Running r = running.remove(event.requestId());
                r.spill.end();
                refuse(r.work, r.attempt, failed.field(), failed.reason());
            }
        }
        for (Running r : running.values()) {
            Optional<ChunkEvent> due = r.chunks.due(now);
            if (due.isPresent() && r.ending != Running.Ending.DROPPED) {
                inbox.putChunk(new Item.Chunk(r.work.claim(), due.get()));
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
}
