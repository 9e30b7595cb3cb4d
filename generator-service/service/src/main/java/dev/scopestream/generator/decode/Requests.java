package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.delivery.Inbox;
import dev.scopestream.generator.delivery.Item;
import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Claim;
import dev.scopestream.generator.spill.RequestSpill;
import dev.scopestream.generator.spill.Spiller;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * The requests that the engine has. Each that is submitted ends in exactly one Result, Refused or Dropped in the inbox.
 * Belongs to the decode thread.
 */
final class Requests {
    /** So many tokens that were there already make up a chunk. */
    private static final int RESENT_TOKENS = 1024;

    private final Map<String, Running> running = new HashMap<>();
    /** What may have to be made again, should its final record not be committed. */
    private final Map<Claim, RequestSpill> undelivered = new HashMap<>();

    private final Engine engine;
    private final Inbox inbox;
    private final Spiller spiller;
    private final FlowOptions flow;
    private final Results results;
    private final GeneratorMetrics metrics;
    private final Checkpoints checkpoints;
    private final Consumer<Claim> ended;

    /** @param ended is told of each before it's in the inbox */
    Requests(
            Engine engine,
            Inbox inbox,
            Spiller spiller,
            FlowOptions flow,
            String worker,
            GeneratorMetrics metrics,
            Consumer<Claim> ended) {
        this.ended = ended;
        this.engine = engine;
        this.inbox = inbox;
        this.spiller = spiller;
        this.flow = flow;
        this.results = new Results(engine.model().name(), worker);
        this.metrics = metrics;
        this.checkpoints = new Checkpoints(engine, spiller, metrics.checkpoints());
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    /** The first request of a partition since it's ours. */
    void begin(TopicPartition partition, LongPredicate finished) {
        checkpoints.begin(partition, finished);
    }

    void submit(Work work, int attempt) {
        RequestSpill spill = spiller.begin(work, engine.model());
        ChunkBuffer chunks = new ChunkBuffer(
                work.id(), attempt, flow.chunkTokens(), flow.chunkDelay().toNanos());
        try {
            checkpoints.submit(work, spill);
            running.put(work.claim().key(), new Running(work, attempt, chunks, spill, System.nanoTime()));
        } catch (InvalidRequestException e) {
            finish(work, spill);
            refuse(work, attempt, e.field(), e.getMessage());
        }
    }

    private void finish(Work work, RequestSpill spill) {
        spill.finish();
        undelivered.put(work.claim(), spill);
    }

    /** Its final record is committed. */
    void delivered(Claim claim) {
        RequestSpill spill = undelivered.remove(claim);
        if (spill != null) {
            spill.delivered();
        }
    }

    private void refuse(Work work, int attempt, String field, String reason) {
        ended.accept(work.claim());
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

    /** Drops those that fulfil the condition, saved as far as time allows. */
    void giveUp(Predicate<Claim> condition) {
        checkpoints.giveUp(running.values().stream()
                .filter(r -> r.ending != Running.Ending.DROPPED && condition.test(r.work.claim()))
                .toList());
        end(work -> condition.test(work.claim()), Running.Ending.DROPPED);
        undelivered.keySet().removeIf(condition);
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
            } else if (event instanceof EngineEvent.Resumed resumed) {
                resumed(running.get(event.requestId()), resumed, now);
            } else if (event instanceof EngineEvent.Finished finished) {
                finished(running.remove(event.requestId()), finished, now);
            } else if (event instanceof EngineEvent.Failed failed) {
                Running r = running.remove(event.requestId());
                finish(r.work, r.spill);
                refuse(r.work, r.attempt, failed.field(), failed.reason());
            }
        }
        for (Running r : running.values()) {
            (r.firstTokenNanos == 0 ? FaultPoint.PREFILLING : FaultPoint.DECODING).pass(r.work.id());
            Optional<ChunkEvent> due = r.chunks.due(now);
            if (due.isPresent() && r.ending != Running.Ending.DROPPED) {
                inbox.putChunk(new Item.Chunk(r.work.claim(), due.get()));
            }
        }
        checkpoints.step(running.values());
    }

    /** A new attempt's chunks begin with the text that was there already. */
    private void resumed(Running r, EngineEvent.Resumed event, long now) throws InterruptedException {
        checkpoints.resumed(r, event.tokens().size());
        r.tokens = event.tokens().size();
        r.firstTokenNanos = now;
        for (int i = 0; i < event.texts().size(); i++) {
            r.chunks.add(event.texts().get(i), now);
            Optional<ChunkEvent> due = (i + 1) % RESENT_TOKENS == 0 ? r.chunks.due(now) : Optional.empty();
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
        r.tokens++;
        r.chunks.add(event.text(), now);
    }

    private void finished(Running r, EngineEvent.Finished event, long now) throws InterruptedException {
        ended.accept(r.work.claim());
        if (r.ending == Running.Ending.DROPPED) {
            inbox.put(new Item.Dropped(r.work.claim()));
            return;
        }
        finish(r.work, r.spill);
        ResultEvent result = results.of(r, event.completion(), now);
        inbox.putChunk(new Item.Chunk(r.work.claim(), r.chunks.last(event.tail())));
        inbox.put(new Item.Result(r.work, result));
        metrics.finished(result);
    }
}
