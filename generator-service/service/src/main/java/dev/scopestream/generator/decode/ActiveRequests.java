package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.events.ChunkKv;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.resume.AttemptSamples;
import dev.scopestream.generator.resume.CheckpointPlace;
import dev.scopestream.generator.resume.Checkpoints;
import dev.scopestream.generator.resume.SampleCheckpoints;
import dev.scopestream.generator.spill.RequestEvictions;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.DeliveryQueue;
import dev.scopestream.spill.write.WaitBudget;
import java.time.Instant;
import java.util.ArrayList;
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
 * The requests that the engine has, one for each sample of an attempt. Each attempt ends in exactly one Result, Refused or
 * Dropped in the delivery queue. Belongs to the decode thread.
 */
final class ActiveRequests {
    private static final Logger LOG = LoggerFactory.getLogger(ActiveRequests.class);

    private final Map<String, ActiveRequest> running = new HashMap<>();
    /** Finished requests whose final record isn't committed: they may have to be served again. */
    private final Map<PromptClaim, List<RequestEvictions>> undelivered = new HashMap<>();
    /** Chunks of samples that had ended before their attempt, which has to repeat them. */
    private final List<Delivery.Chunk> repeated = new ArrayList<>();

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
    void submit(AdmittedPrompt prompt, int number, CheckpointPlace place) {
        ActiveAttempt attempt = new ActiveAttempt(prompt, number, SampleCheckpoints.open(place, prompt.samples()));
        AttemptStart start = new AttemptStart(engine, parts, checkpoints, disk, attempt);
        start.run();
        start.over().forEach(evictions -> finish(prompt, evictions));
        repeated.addAll(start.repeated());
        attempt.running().forEach(r -> running.put(r.key(), r));
        if (attempt.failure().isPresent()) {
            endAll(attempt);
        }
        overIfAll(attempt);
    }

    /** The chunks that are to be repeated, once. */
    List<Delivery.Chunk> repeated() {
        List<Delivery.Chunk> all = List.copyOf(repeated);
        repeated.clear();
        return all;
    }

    /** What a request's cache holds, for its next chunk; null while it isn't decoding. */
    ChunkKv kv(ActiveRequest request) {
        return engine.kv(request.key())
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
        undelivered.computeIfAbsent(prompt.claim(), claim -> new ArrayList<>()).add(evictions);
    }

    private void endAll(ActiveAttempt attempt) {
        for (ActiveRequest r : attempt.running()) {
            boolean unused = engine.cancel(r.key());
        }
    }

    /** The engine failed it: the prompt can't be served, and its other samples end, too. */
    void failed(ActiveRequest request, String field, String reason) {
        finish(request.prompt, request.evictions);
        request.attempt.end(request);
        request.attempt.fail(field, reason);
        endAll(request.attempt);
        overIfAll(request.attempt);
    }

    /**
     * The engine has ended it.
     *
     * @return false: its attempt was dropped or has failed, so that its output isn't needed
     */
    boolean finished(ActiveRequest request) {
        if (request.ending != ActiveRequest.Ending.DROPPED) {
            finish(request.prompt, request.evictions);
        }
        request.attempt.end(request);
        overIfAll(request.attempt);
        return !request.attempt.dropped() && request.attempt.failure().isEmpty();
    }

    /** The last sample of an attempt has ended: what has no result has its final record now. */
    private void overIfAll(ActiveAttempt attempt) {
        if (!attempt.running().isEmpty()) {
            return;
        }
        PromptClaim claim = attempt.prompt().claim();
        ended.accept(claim);
        if (attempt.dropped()) {
            deliveries.put(new Delivery.Dropped(claim));
        } else {
            attempt.failure()
                    .ifPresent(f -> deliveries.put(new Delivery.Refused(
                            claim,
                            attempt.prompt().record(),
                            f.reason(),
                            f.field(),
                            attempt.number(),
                            Optional.empty())));
        }
    }

    /** Its final record is committed. */
    void delivered(PromptClaim claim) {
        List<RequestEvictions> samples = undelivered.remove(claim);
        if (samples != null) {
            samples.forEach(RequestEvictions::delivered);
        }
    }

    /** Ends the matching requests that aren't ending yet. {@code DROPPED} replaces any other ending. */
    void end(Predicate<AdmittedPrompt> condition, ActiveRequest.Ending ending) {
        for (ActiveRequest r : running.values()) {
            boolean further = r.ending == ActiveRequest.Ending.NO || ending == ActiveRequest.Ending.DROPPED;
            if (further && r.ending != ending && condition.test(r.prompt)) {
                r.ending = ending;
                boolean unused = engine.cancel(r.key());
            }
        }
    }

    /** Drops the matching requests, saved as far as time allows. */
    void giveUp(Predicate<PromptClaim> condition) {
        List<ActiveRequest> given = running.values().stream()
                .filter(r -> r.ending != ActiveRequest.Ending.DROPPED && condition.test(r.prompt.claim()))
                .toList();
        int saved = checkpoints.saveAll(unending(given));
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
        checkpoints.step(unending(running.values()));
    }

    private static List<AttemptSamples> unending(Collection<ActiveRequest> requests) {
        return requests.stream()
                .filter(r -> r.ending == ActiveRequest.Ending.NO
                        && r.attempt.failure().isEmpty())
                .map(r -> r.attempt.saved())
                .distinct()
                .toList();
    }
}
