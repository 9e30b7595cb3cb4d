package dev.scopestream.cli.model;

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
import dev.scopestream.spill.checkpoint.CheckpointSlices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;

/** Bytes that a request's checkpoint takes, of its compressed cache and of a full one. */
final class MoveBytes {
    private static final KvOptions FULL =
            KvOptions.builder().prefill("allkv").decode("none").build();

    private final Engine engine;
    private final int interval;

    /** @param interval tokens between two checkpoints */
    MoveBytes(Engine engine, int interval) {
        this.engine = engine;
        this.interval = interval;
    }

    /**
     * Bytes of one checkpoint, divided by the tokens from one to the next.
     *
     * @param context tokens of the prompt
     * @param measured whether they were written; else they are the entries' bytes by arithmetic
     */
    record PerToken(int context, double compressed, double full, boolean measured) {}

    /** Whether the model's context has room for such a prompt and what is generated. */
    boolean fits(int context) {
        return context + interval + 1 <= engine.model().contextLength();
    }

    /** Saves a request after an interval's tokens, and another one with a full cache, as a topic gets them. */
    PerToken measure(int context, KvOptions kv) throws IOException {
        return new PerToken(
                context, (double) saved(context, kv) / interval, (double) saved(context, FULL) / interval, true);
    }

    /** The same of the entries of keys and values alone, where a prompt of this length keeps so many. */
    PerToken computed(int context, int kept) {
        ModelInfo model = engine.model();
        double entry = 2.0
                * model.layers()
                * model.kvHeads()
                * model.headDim()
                * model.dtype().cache().bytes();
        return new PerToken(context, entry * kept / interval, entry * (context + interval) / interval, false);
    }

    private long saved(int context, KvOptions kv) throws IOException {
        String id = "saved";
        IntArray prompt =
                engine.encode(PipelineBench.text(engine, context, context)).slice(0, context);
        engine.submit(
                new GenerationRequest(id, prompt, interval + 1, Sampling.greedy(), List.of(), kv, true),
                EvictionSink.none());
        for (long tokens = 0; tokens < interval; ) {
            tokens += engine.step().stream()
                    .filter(EngineEvent.Generated.class::isInstance)
                    .count();
        }
        ByteBuffer snapshot = engine.snapshot(id).orElseThrow();
        boolean unused = engine.cancel(id);
        while (!engine.idle()) {
            List<EngineEvent> ignored = engine.step();
        }
        CheckpointHeader header = new CheckpointHeader(
                new CheckpointId(0, 0, 0, 0, 1),
                Clock.systemUTC().millis(),
                interval,
                0,
                0,
                snapshot.remaining(),
                "bench");
        return CheckpointSlices.cut(header, List.of(snapshot), bytes -> {}, slice -> {});
    }
}
