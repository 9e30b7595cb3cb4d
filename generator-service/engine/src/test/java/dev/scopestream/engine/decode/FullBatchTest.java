package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.KvOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Short answers to many prompts, which join as fast as others end. */
class FullBatchTest {
    private static final int PROMPTS = 64;
    private static final int OUT = 16;

    /** Tokens of each request, and how many requests got one in each step. */
    private record Run(Map<String, List<Integer>> tokens, List<Integer> rows) {
        double meanRows() {
            return rows.stream().mapToInt(Integer::intValue).average().orElseThrow();
        }
    }

    private static Run run(EngineOptions options, KvOptions kv) {
        Map<String, List<Integer>> tokens = new HashMap<>();
        List<Integer> rows = new ArrayList<>();
        try (TorchEngine engine = Runs.engine(options)) {
            for (int i = 0; i < PROMPTS; i++) {
                engine.submit(Runs.request("prompt-" + i, 200, OUT, kv), EvictionSink.none());
            }
            while (!engine.idle()) {
                int before = tokens.values().stream().mapToInt(List::size).sum();
                for (EngineEvent event : engine.step()) {
                    if (event instanceof EngineEvent.Generated generated) {
                        tokens.computeIfAbsent(generated.requestId(), id -> new ArrayList<>())
                                .add(generated.token());
                    }
                }
                int after = tokens.values().stream().mapToInt(List::size).sum();
                if (after > before) {
                    rows.add(after - before);
                }
            }
        }
        return new Run(tokens, rows);
    }

    @Test
    void shouldKeepTheBatchFullWhereTheBudgetAllowsIt() {
        EngineOptions options = EngineOptions.defaults().toBuilder()
                .maxBatch(32)
                .stall(Duration.ofSeconds(10))
                .build();
        for (KvOptions kv : List.of(KvOptions.defaults(), Runs.small("h2o", "slide"))) {
            Run full = run(options, kv);
            assertThat(full.meanRows()).isGreaterThanOrEqualTo(20);
            assertThat(full.rows()).allMatch(n -> n <= 2 * 32);

            Run one = run(options.toBuilder().maxBatch(1).build(), kv);
            assertThat(full.tokens()).isEqualTo(one.tokens());
        }
    }
}
