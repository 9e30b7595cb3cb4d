package dev.scopestream.generator.resume;

import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves running requests, and resumes them. Confined to the decode thread. */
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Engine engine;
    private final CheckpointRule rule;
    private final CheckpointMetrics metrics;

    public Checkpoints(Engine engine, CheckpointRule rule, CheckpointMetrics metrics) {
        this.engine = engine;
        this.rule = rule;
        this.metrics = metrics;
    }

    /**
     * Lets the engine resume a sample from its checkpoint, where that can be used. One of a prompt that is a suspect for the
     * second time begins anew: the checkpoint may be what ended its process.
     *
     * @return whether it is resumed; else it is to be submitted
     * @throws dev.scopestream.engine.InvalidRequestException as {@link Engine#resume}
     */
    public boolean resume(AdmittedPrompt prompt, int sample, RequestCheckpoint checkpoint, EvictionSink sink) {
        Lookup<ByteBuffer> saved = checkpoint.saved();
        Optional<String> unusable =
                saved.missed().filter(r -> r != MissReason.ABSENT).map(Enum::name);
        boolean resumed = false;
        if (saved.found().isPresent() && prompt.repeatedlySuspect()) {
            unusable = Optional.of("SUSPECT");
        } else if (saved.found().isPresent()) {
            Optional<SnapshotProblem> problem =
                    engine.resume(prompt.request(sample), sink, saved.found().get());
            unusable = problem.map(Enum::name);
            resumed = problem.isEmpty();
        }
        unusable.ifPresent(reason -> {
            metrics.ignored(reason);
            LOG.info("checkpoint ignored: request={} reason={}", prompt.key(sample), reason);
        });
        checkpoint.begin(resumed);
        return resumed;
    }

    /**
     * Saves at most one request, the one with most unsaved tokens; so the time between two steps is bounded. All of its samples
     * are saved with it.
     */
    public void step(Collection<AttemptSamples> running) {
        if (rule.everyTokens() == 0) {
            return;
        }
        running.stream()
                .filter(r -> r.unsavedTokens() >= rule.everyTokens())
                .max(Comparator.comparingInt(AttemptSamples::unsavedTokens))
                .ifPresent(r -> {
                    boolean unused = save(r, Duration.ZERO);
                    r.saved();
                });
    }

    /**
     * Saves requests within {@link CheckpointRule#budget}, the ones with most tokens first.
     *
     * @return how many were saved
     */
    public int saveAll(Collection<AttemptSamples> running) {
        long deadline = System.nanoTime() + rule.budget().toNanos();
        List<AttemptSamples> order = running.stream()
                .sorted(Comparator.comparingInt(AttemptSamples::tokens).reversed())
                .toList();
        int saved = 0;
        for (AttemptSamples r : order) {
            long left = deadline - System.nanoTime();
            saved += left > 0 && save(r, Duration.ofNanos(left)) ? 1 : 0;
        }
        return saved;
    }

    private boolean save(AttemptSamples attempt, Duration atMost) {
        if (!rule.possible()) {
            return false;
        }
        long start = System.nanoTime();
        boolean saved = false;
        long bytes = 0;
        for (AttemptProgress sample : attempt.running()) {
            Optional<ByteBuffer> snapshot = engine.snapshot(sample.key());
            if (snapshot.isPresent()) {
                bytes += snapshot.get().remaining();
                saved |= sample.checkpoint().save(snapshot.get(), sample.tokens(), atMost);
            } else if (sample.tokens() > 0) {
                metrics.saved(false, 0, System.nanoTime() - start);
                LOG.debug("no checkpoint: request={} tokens={}", sample.key(), sample.tokens());
            }
        }
        if (bytes == 0) {
            return false;
        }
        saved = saved && attempt.checkpoints().commit(attempt.tokens(), atMost);
        metrics.saved(saved, bytes, System.nanoTime() - start);
        LOG.debug(
                "checkpoint: request={} tokens={} saved={}",
                attempt.running().get(0).key(),
                attempt.tokens(),
                saved);
        return saved;
    }

    /** The engine has resumed a request with this number of tokens. */
    public void resumed(AttemptProgress running, int tokens) {
        running.resumed(tokens);
        int moves = running.checkpoint().moves();
        metrics.resumed(tokens, running.checkpoint().moved());
        LOG.info("resumed: request={} attempt={} tokens={} moves={}", running.key(), running.attempt(), tokens, moves);
    }
}
