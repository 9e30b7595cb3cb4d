package dev.scopestream.generator.decode;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.metrics.CheckpointMetrics;
import dev.scopestream.generator.spill.CheckpointRule;
import dev.scopestream.generator.spill.RequestSpill;
import dev.scopestream.generator.spill.Spiller;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves running requests, and lets requests go on from what was saved. Belongs to the decode thread. */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Engine engine;
    private final Spiller spiller;
    private final CheckpointRule rule;
    private final CheckpointMetrics metrics;

    Checkpoints(Engine engine, Spiller spiller, CheckpointMetrics metrics) {
        this.engine = engine;
        this.spiller = spiller;
        this.rule = spiller.checkpoints();
        this.metrics = metrics;
    }

    /** What is left of finished requests of a partition that has become ours is forgotten. */
    void begin(TopicPartition partition, LongPredicate finished) {
        long left = spiller.forgetFinished(partition, finished);
        if (left > 0) {
            LOG.info("checkpoints ignored: partition={} reason=FINISHED count={}", partition, left);
        }
        for (long i = 0; i < left; i++) {
            metrics.ignored("FINISHED");
        }
    }

    /**
     * Gives a request to the engine, to go on from what was saved if that can be used. A suspect begins anew: what was
     * saved may be what ended its process.
     *
     * @throws dev.scopestream.engine.InvalidRequestException as {@link Engine#submit}
     */
    void submit(Work work, RequestSpill spill) {
        Lookup<ByteBuffer> saved = spill.saved();
        Optional<String> unusable =
                saved.missed().filter(r -> r != MissReason.ABSENT).map(Enum::name);
        boolean resumed = false;
        if (saved.found().isPresent() && work.suspect()) {
            unusable = Optional.of("SUSPECT");
        } else if (saved.found().isPresent()) {
            Optional<SnapshotProblem> problem =
                    engine.resume(work.request(), spill.sink(), saved.found().get());
            unusable = problem.map(Enum::name);
            resumed = problem.isEmpty();
        }
        unusable.ifPresent(reason -> {
            metrics.ignored(reason);
            LOG.info("checkpoint ignored: request={} reason={}", work.claim().key(), reason);
        });
        spill.begin(resumed);
        if (!resumed) {
            engine.submit(work.request(), spill.sink());
        }
    }

    /** Saves at most one request, the one that has waited longest for it; so the time between two steps is bounded. */
    void step(Collection<Running> running) {
        if (rule.everyTokens() == 0) {
            return;
        }
        running.stream()
                .filter(r -> r.ending == Running.Ending.NO && r.tokens - r.savedTokens >= rule.everyTokens())
                .max(Comparator.comparingInt(r -> r.tokens - r.savedTokens))
                .ifPresent(r -> {
                    boolean unused = save(r, Duration.ZERO);
                    r.savedTokens = r.tokens;
                });
    }

    /** Saves requests that are given up, those with most tokens first, as far as the budget goes. */
    void giveUp(List<Running> running) {
        long deadline = System.nanoTime() + rule.budget().toNanos();
        int saved = 0;
        for (Running r : running.stream()
                .filter(r -> r.ending == Running.Ending.NO)
                .sorted(Comparator.comparingInt((Running r) -> r.tokens).reversed())
                .toList()) {
            long left = deadline - System.nanoTime();
            saved += left > 0 && save(r, Duration.ofNanos(left)) ? 1 : 0;
        }
        running.forEach(r -> r.spill.suspend());
        if (!running.isEmpty()) {
            LOG.info("requests given up: count={} saved={}", running.size(), saved);
        }
    }

    private boolean save(Running r, Duration atMost) {
        if (!rule.possible()) {
            return false;
        }
        long start = System.nanoTime();
        Optional<ByteBuffer> snapshot = engine.snapshot(r.work.claim().key());
        if (snapshot.isEmpty()) {
            return false;
        }
        boolean saved = r.spill.save(snapshot.get(), atMost);
        metrics.saved(saved, snapshot.get().remaining(), System.nanoTime() - start);
        LOG.debug("checkpoint: request={} tokens={} saved={}", r.work.claim().key(), r.tokens, saved);
        return saved;
    }

    /** A request goes on. */
    void resumed(Running r, int tokens) {
        r.savedTokens = tokens;
        metrics.resumed(tokens);
        LOG.info("resumed: request={} attempt={} tokens={}", r.work.claim().key(), r.attempt, tokens);
    }
}
