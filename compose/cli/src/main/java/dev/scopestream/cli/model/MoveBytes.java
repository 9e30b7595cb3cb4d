package dev.scopestream.cli.model;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.Sampling;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.QueueOptions;
import dev.scopestream.spill.checkpoint.QueuedCheckpoints;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bytes that a request's checkpoint takes, of its compressed cache and of a full one. */
final class MoveBytes {
    private static final KvOptions FULL =
            KvOptions.builder().prefill("allkv").decode("none").build();

    /** How often a request is saved. */
    private static final int SAVES = 4;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Engine engine;
    private final int interval;

    /** @param interval tokens between two checkpoints */
    MoveBytes(Engine engine, int interval) {
        this.engine = engine;
        this.interval = interval;
    }

    /**
     * Of a prompt's checkpoints.
     *
     * @param context tokens of the prompt
     * @param measured whether they were written; else they are the entries' bytes by arithmetic
     */
    record PerToken(int context, Saved compressed, Saved full, boolean measured) {}

    /**
     * Bytes of one checkpoint, divided by the tokens from one to the next.
     *
     * @param whole the first one, written as a whole
     * @param changes mean of the next ones, as they are written: the changes since the first one, where they are less than half
     *     of it
     */
    record Saved(double whole, double changes) {}

    /** Whether the model's context has room for such a prompt and what is generated. */
    boolean fits(int context) {
        return context + SAVES * interval + 1 <= engine.model().contextLength();
    }

    /** Saves a request {@value #SAVES} times, an interval's tokens apart, and another one with a full cache, as a topic gets them. */
    PerToken measure(int context, KvOptions kv) throws InterruptedException {
        return new PerToken(context, saved(context, kv), saved(context, FULL), true);
    }

    /**
     * The same of the entries of keys and values alone.
     *
     * @param kept entries that a request keeps after a prompt of this length
     * @param window of them, those that an interval's tokens replace
     */
    PerToken computed(int context, int kept, int window) {
        ModelInfo model = engine.model();
        double entry = 2.0
                * model.layers()
                * model.kvHeads()
                * model.headDim()
                * model.dtype().cache().bytes();
        double everyToken = (double) SAVES / 2; // intervals since the first one, their mean
        return new PerToken(
                context,
                new Saved(entry * kept / interval, entry * window / interval),
                new Saved(entry * (context + interval) / interval, entry * everyToken),
                false);
    }

    private Saved saved(int context, KvOptions kv) throws InterruptedException {
        String id = "saved";
        IntArray prompt =
                engine.encode(PipelineBench.text(engine, context, context)).slice(0, context);
        engine.submit(
                new GenerationRequest(id, prompt, SAVES * interval + 1, Sampling.greedy(), List.of(), kv, true),
                EvictionSink.none());
        try (QueuedCheckpoints checkpoints = QueuedCheckpoints.open(
                new CountedMedium(), new QueueOptions(0, PATIENCE, Integer.MAX_VALUE), Clock.systemUTC())) {
            long first = 0;
            for (int i = 0; i < SAVES; i++) {
                generate(interval);
                save(checkpoints, engine.snapshot(id).orElseThrow());
                first = i == 0 ? checkpoints.statistics().bytesWritten() : first;
            }
            double further = checkpoints.statistics().bytesWritten() - first;
            return new Saved((double) first / interval, further / (SAVES - 1) / interval);
        } finally {
            boolean unused = engine.cancel(id);
            while (!engine.idle()) {
                List<EngineEvent> ignored = engine.step();
            }
        }
    }

    private void generate(int count) {
        for (long tokens = 0; tokens < count; ) {
            tokens += engine.step().stream()
                    .filter(EngineEvent.Generated.class::isInstance)
                    .count();
        }
    }

    private void save(QueuedCheckpoints checkpoints, ByteBuffer snapshot) throws InterruptedException {
        CheckpointHeader header = new CheckpointHeader(
                new CheckpointId(0, 0, 0, 0, 1),
                Clock.systemUTC().millis(),
                interval,
                0,
                0,
                snapshot.remaining(),
                "bench");
        boolean queued = checkpoints.save(header, List.of(snapshot), PATIENCE);
        try {
            Void unused = checkpoints.flushed().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CliException("a checkpoint couldn't be encoded: " + e, e);
        }
        if (!queued || checkpoints.statistics().failed() > 0) {
            throw new CliException("a checkpoint couldn't be encoded");
        }
    }
}
