package dev.scopestream.engine.policy;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.decode.TorchEngine;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests of {@link PolicyMatrix}, and engines of the bundled model that run them. */
public final class MatrixRuns {
    static final Sampling GREEDY = Sampling.greedy();

    private final Path model;

    MatrixRuns(Path directory) {
        this.model = BundledModel.materialise("longgen-tiny", directory);
    }

    /** Options with small budgets: C 64, W 32, R 16. */
    public static KvOptions small(String prefill, String decode) {
        return KvOptions.builder()
                .prefill(prefill)
                .decode(decode)
                .capacity(tokens(64))
                .window(tokens(32))
                .recent(tokens(16))
                .build();
    }

    static Budget tokens(int number) {
        return Budget.tokens(number);
    }

    /** The same policies with budgets of so many tokens. */
    static KvOptions wide(KvOptions kv, int number) {
        return kv.toBuilder().capacity(tokens(number)).window(tokens(number)).build();
    }

    /** The same request with the full cache. */
    static GenerationRequest withFullCache(GenerationRequest request) {
        KvOptions full = KvOptions.builder().prefill("allkv").decode("none").build();
        return new GenerationRequest("full", request.prompt(), request.maxTokens(), GREEDY, List.of(), full, true);
    }

    /** Policies that run beside the policies under test. */
    static List<KvOptions> company() {
        return List.of(small("allkv", "none"), small("h2o", "slide"), small("snapkv", "adaptive"));
    }

    /** Engines whose entries have 16 and 8 bits. */
    static List<EngineOptions> narrowEntries() {
        return List.of(
                EngineOptions.builder().dtype(Dtype.BF16).build(),
                EngineOptions.builder().kvDtype(KvDtype.INT8).build());
    }

    static String name(KvOptions kv) {
        return kv.prefill().policy() + "+" + kv.decode().policy();
    }

    Engine open(EngineOptions options) {
        return TorchEngine.open(model, options);
    }

    GenerationRequest request(String id, int promptTokens, int maxTokens, KvOptions kv) {
        int[] prompt = new Random(id.hashCode()).ints(promptTokens, 3, 60).toArray();
        return new GenerationRequest(id, IntArray.of(prompt), maxTokens, GREEDY, List.of(), kv, true);
    }

    /** Bytes of an entry: one position of one layer and head. */
    static long entryBytes(ModelInfo model) {
        return 2L * model.headDim() * model.dtype().bytes();
    }

    static Map<String, Completion> run(Engine engine, List<GenerationRequest> requests, EvictionSink sink) {
        requests.forEach(r -> engine.submit(r, sink));
        return drain(engine);
    }

    static Map<String, Completion> drain(Engine engine) {
        return drain(engine, new HashMap<>(), -1);
    }

    /** Takes a snapshot of each request when it has {@code at} tokens. */
    static Map<String, Completion> run(
            Engine engine, List<GenerationRequest> requests, Map<String, ByteBuffer> snapshots, int at) {
        requests.forEach(r -> engine.submit(r, EvictionSink.none()));
        return drain(engine, snapshots, at);
    }

    private static Map<String, Completion> drain(Engine engine, Map<String, ByteBuffer> snapshots, int at) {
        Map<String, Completion> done = new LinkedHashMap<>();
        Map<String, Integer> generated = new HashMap<>();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                String id = event.requestId();
                if (event instanceof EngineEvent.Generated && generated.merge(id, 1, Integer::sum) == at) {
                    engine.snapshot(id).ifPresent(s -> snapshots.put(id, s));
                } else if (event instanceof EngineEvent.Finished finished) {
                    done.put(id, finished.completion());
                } else if (event instanceof EngineEvent.Failed failed) {
                    throw new AssertionError(id + " fails: " + failed.reason());
                }
            }
        }
        return done;
    }
}
