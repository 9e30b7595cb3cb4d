package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.events.ChunkKv;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.resume.AttemptCheckpoint;
import dev.scopestream.generator.resume.CheckpointPlace;
import dev.scopestream.generator.resume.Checkpoints;
import dev.scopestream.generator.spill.RequestEvictions;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.DeliveryQueue;
import dev.scopestream.spill.write.WaitBudget;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests that the engine has. Each that is submitted ends in exactly one Result, Refused or Dropped in the delivery
 * queue. Belongs to the decode thread.
 */
final class ActiveRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveRequests.class);

    private final Map<String, ActiveRequest> running = new HashMap<>();
    /** Finished requests whose final record isn't committed: they may have to be served again. */
    private final Map<PromptClaim, RequestEvictions> undelivered = new HashMap<>();

    private final Engine engine;
    private final DecodeParts parts;
    private final DeliveryQueue deliveries;
    private final Checkpoints checkpoints;
    private final Consumer<PromptClaim> ended;
    private final WaitBudget disk;

    /** @param ended is told of each request before its last delivery is queued */
    ActiveRequests(Engine engine, DecodeParts parts, Checkpoints checkpoints, Consumer<PromptClaim> ended) {
        this.engine = engine;
        this.parts = parts;
        this.deliveries = parts.state().deliveries();
        this.checkpoints = checkpoints;
        this.ended = ended;
        this.disk = parts.spill().waitBudget();
    }

    /** A step begins: it may wait for the disk. */
    void step() {
        disk.renew();
    }

    boolean isEmpty() {
        return running.isEmpty();
    }

    Collection<ActiveRequest> all() {
        return running.values();
    }

    ActiveRequest get(String key) {
        return running.get(key);
    }

    ActiveRequest remove(String key) {
        return running.remove(key);
    }

    /** The first request of a partition since it was assigned. */
    void begin(TopicPartition partition, LongPredicate finished) {
        long left = parts.spill().forgetFinished(partition, finished);
        if (left > 0) {
            LOG.info("stored values of finished requests deleted: partition={} count={}", partition, left);
        }
        for (long i = 0; i < left; i++) {
            parts.checkpointMetrics().ignored("FINISHED");
        }
        parts.checkpoints().forgetFinished(partition, finished);
    }

    /** @param place of the attempt's checkpoints */
    void submit(AdmittedPrompt prompt, int attempt, CheckpointPlace place) {
        AttemptCheckpoint checkpoint =
                new AttemptCheckpoint(place, parts.worker(), parts.spill().id());
        RequestEvictions evictions = parts.spill().begin(prompt, engine.model(), disk, checkpoint);
        ChunkBuffer chunks = new ChunkBuffer(
                prompt.id(),
                attempt,
                parts.options().chunkTokens(),
                parts.options().chunkDelay().toNanos());
        try {
            EvictionSink sink = evictions.sink();
            Optional<EvictedPositions> positions = positions(prompt, sink);
            boolean resumed = checkpoints.submit(
                    prompt, evictions, positions.<EvictionSink>map(p -> p).orElse(sink));
            ActiveRequest request = new ActiveRequest(prompt, attempt, chunks, evictions, System.nanoTime());
            // what a resumed request evicted before isn't known
            request.positions = resumed ? Optional.empty() : positions;
            running.put(prompt.claim().key(), request);
        } catch (InvalidRequestException e) {
            finish(prompt, evictions);
            refuse(prompt, attempt, e.field(), e.getMessage());
        }
    }

    private Optional<EvictedPositions> positions(AdmittedPrompt prompt, EvictionSink sink) {
        return prompt.sender().kept() ? EvictedPositions.of(sink, engine.model(), prompt.cost()) : Optional.empty();
    }

    /** What a request's cache holds, for its next chunk; null while it isn't decoding. */
    ChunkKv kv(ActiveRequest request) {
        return engine.kv(request.prompt.claim().key())
                .map(kv -> new ChunkKv(
                        kv.heldBytes(),
                        kv.fullBytes(),
                        kv.evicted(),
                        request.evictions.entries(),
                        kv.recalled(),
                        request.positions.map(p -> p.kept(request.cached())).orElse(null)))
                .orElse(null);
    }

    private void finish(AdmittedPrompt prompt, RequestEvictions evictions) {
        evictions.finish();
        undelivered.put(prompt.claim(), evictions);
    }

    private void refuse(AdmittedPrompt prompt, int attempt, String field, String reason) {
        ended.accept(prompt.claim());
        deliveries.put(new Delivery.Refused(prompt.claim(), prompt.record(), reason, field, attempt, Optional.empty()));
    }

    /** The engine failed it. */
    void failed(ActiveRequest request, String field, String reason) {
        finish(request.prompt, request.evictions);
        refuse(request.prompt, request.attempt, field, reason);
    }

    /**
     * The engine has ended it.
     *
     * @return false: it was dropped, and has no result
     */
    boolean finished(ActiveRequest request) {
        PromptClaim claim = request.prompt.claim();
        ended.accept(claim);
        if (request.ending == ActiveRequest.Ending.DROPPED) {
            deliveries.put(new Delivery.Dropped(claim));
            return false;
        }
        finish(request.prompt, request.evictions);
        return true;
    }

    /** Its final record is committed. */
    void delivered(PromptClaim claim) {
        RequestEvictions evictions = undelivered.remove(claim);
        if (evictions != null) {
            evictions.delivered();
        }
    }

    /** Ends the matching requests that aren't ending yet. {@code DROPPED} replaces any other ending. */
    void end(Predicate<AdmittedPrompt> condition, ActiveRequest.Ending ending) {
        for (ActiveRequest r : running.values()) {
            boolean further = r.ending == ActiveRequest.Ending.NO || ending == ActiveRequest.Ending.DROPPED;
            if (further && r.ending != ending && condition.test(r.prompt)) {
                r.ending = ending;
                boolean unused = engine.cancel(r.prompt.claim().key());
            }
        }
    }

    /** Drops the matching requests, saved as far as time allows. */
    void giveUp(Predicate<PromptClaim> condition) {
        List<ActiveRequest> given = running.values().stream()
                .filter(r -> r.ending != ActiveRequest.Ending.DROPPED && condition.test(r.prompt.claim()))
                .toList();
        int saved = checkpoints.saveAll(given.stream()
                .filter(r -> r.ending == ActiveRequest.Ending.NO)
                .map(r -> r.progress)
                .toList());
        given.forEach(r -> r.evictions.suspend());
        if (!given.isEmpty()) {
            LOG.info("requests given up: count={} saved={}", given.size(), saved);
        }
        end(prompt -> condition.test(prompt.claim()), ActiveRequest.Ending.DROPPED);
        undelivered.keySet().removeIf(condition);
    }

    /** Ends every request whose deadline has passed. */
    void expire(Instant now) {
        end(prompt -> prompt.deadline().map(now::isAfter).orElse(false), ActiveRequest.Ending.DEADLINE);
    }

    /** After a step: saves a request where one is due. */
    void checkpoint() {
        checkpoints.step(running.values().stream()
                .filter(r -> r.ending == ActiveRequest.Ending.NO)
                .map(r -> r.progress)
                .toList());
    }
}
