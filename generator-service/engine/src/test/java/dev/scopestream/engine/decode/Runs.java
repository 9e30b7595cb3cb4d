package dev.scopestream.engine.decode;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.policy.PolicyRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What several tests of the engine need: requests, and running them. */
public final class Runs {
    public static final Path TINY = Path.of("src/test/resources/goldens/llama-tied-gqa");

    private static final Set<String> RECORDING = Set.of("rkv", "lazyeviction", "snapkv", "morphkv");

    private static final Set<String> AFTER = Set.of("allkv", "snapkv");

    private Runs() {}

    public static TorchEngine engine(EngineOptions options) {
        return TorchEngine.open(TINY, options, StepObserver.none(), false);
    }

    public static KvOptions small(String prefill, String decode) {
        return KvOptions.builder()
                .prefill(prefill)
                .decode(decode)
                .capacity(Budget.tokens(64))
                .window(Budget.tokens(32))
                .recent(Budget.tokens(16))
                .build();
    }

    /**
     * Every pair of policies there is; of those with a budget for prompt and output together that record weights, which are
     * the same after any prefill, the pairs with a prompt that is kept and with one that isn't.
     */
    public static List<KvOptions> everyPair() {
        PolicyRegistry registry = PolicyRegistry.standard();
        List<KvOptions> all = new ArrayList<>();
        for (String prefill : registry.prefillNames()) {
            for (String decode : registry.decodeNames(prefill)) {
                if (!RECORDING.contains(decode) || AFTER.contains(prefill)) {
                    all.add(small(prefill, decode));
                }
            }
        }
        return all;
    }

    /** Whether the published SCOPE reference has both policies. */
    public static boolean inReference(KvOptions kv) {
        return PolicyRegistry.standard().pair(kv).inReference();
    }

    public static GenerationRequest request(String id, int promptTokens, int maxTokens, KvOptions kv) {
        int[] prompt = new Random(id.hashCode()).ints(promptTokens, 3, 500).toArray();
        return new GenerationRequest(id, IntArray.of(prompt), maxTokens, Sampling.greedy(), List.of(), kv, true);
    }

    /** Runs requests together to their end. */
    public static Map<String, Completion> run(TorchEngine engine, List<GenerationRequest> requests, EvictionSink sink) {
        requests.forEach(r -> engine.submit(r, sink));
        return drain(engine);
    }

    public static Map<String, Completion> drain(TorchEngine engine) {
        Map<String, Completion> done = new LinkedHashMap<>();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Finished f) {
                    done.put(f.requestId(), f.completion());
                }
            }
        }
        return done;
    }
}
