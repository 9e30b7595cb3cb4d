package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.policy.PromptScoring;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallBudgetTest {
    private static final int LAYERS = 30;
    private static final int CHUNK = 256;

    /** What runs between two tokens of the others, while a prompt is read on a machine of these times. */
    private static List<Long> gaps(Duration budget, long step, long perToken, long perTokenAndPosition, int chunks) {
        StallBudget stall = new StallBudget(budget);
        List<Long> gaps = new ArrayList<>();
        stall.begin(PromptScoring.NONE);
        for (int chunk = 0; chunk < chunks; chunk++) {
            long layer = CHUNK * (perToken + perTokenAndPosition * CHUNK * (chunk + 1L));
            int left = LAYERS;
            while (left > 0) {
                stall.stepBegins(true);
                int layers = stall.layers(CHUNK, left);
                assertThat(layers).isBetween(1, left);
                stall.prefilled(layers, CHUNK, layers * layer);
                stall.decoded(step);
                gaps.add(layers * layer + step);
                left -= layers;
            }
        }
        return gaps;
    }

    @Test
    void shouldKeepEveryStepWithinTheBudgetAsAttentionGrows() {
        // 7 ms a layer at first, 15 at position 8192, a decode step of 20 ms
        List<Long> gaps = gaps(Duration.ofMillis(100), 20_000_000, 27_000, 4, 32);
        assertThat(gaps).allMatch(nanos -> nanos <= 100_000_000);
        assertThat(gaps.stream().mapToLong(Long::longValue).max().orElseThrow()).isGreaterThan(70_000_000);
        assertThat(gaps).hasSizeLessThan(32 * 6);
    }

    @Test
    void shouldGetOnByALayerWhateverTheBudget() {
        assertThat(gaps(Duration.ofMillis(10), 20_000_000, 27_000, 0, 2)).hasSize(2 * LAYERS);
    }

    @Test
    void shouldTakeAWholeChunkWhereItFits() {
        assertThat(gaps(Duration.ofMillis(100), 1_000_000, 1_000, 0, 4)).hasSize(1 + 4);
    }

    @Test
    void shouldReadAsManyPromptsAsFit() {
        StallBudget stall = new StallBudget(Duration.ofMillis(100));
        List<Integer> prompts = new ArrayList<>();
        List<Long> gaps = new ArrayList<>();
        // prompts of 1 + 4 + 2 + 1 ms beside steps of 20 ms
        for (int step = 0; step < 4; step++) {
            stall.stepBegins(true);
            long spent = 0;
            int read = 0;
            while (stall.fits(PromptScoring.NONE, 100, StallBudget.Part.BEGIN)) {
                stall.begin(PromptScoring.NONE);
                stall.ran(StallBudget.Part.BEGIN, PromptScoring.NONE, 100, 1_000_000);
                int layers = stall.layers(100, 4);
                stall.prefilled(4, 100, 4_000_000);
                stall.ran(StallBudget.Part.END, PromptScoring.NONE, 100, 2_000_000);
                stall.ran(StallBudget.Part.JOIN, PromptScoring.NONE, 100, 1_000_000);
                spent += 8_000_000;
                read += layers == 4 ? 1 : 0;
            }
            stall.decoded(20_000_000);
            prompts.add(read);
            gaps.add(spent + 20_000_000);
        }
        // the first step knows nothing of layers and of the step, and reads none whole beside its first
        assertThat(prompts.get(0)).isBetween(9, 12);
        assertThat(prompts.subList(1, 4)).allMatch(n -> n >= 8 && n <= 10);
        assertThat(gaps.subList(1, 4)).allMatch(nanos -> nanos <= 108_000_000);
        assertThat(stall.fits(PromptScoring.ALL_QUERIES, 100, StallBudget.Part.BEGIN))
                .as("how long another kind of prompt takes isn't known")
                .isFalse();
    }

    @Test
    void shouldReadAPromptLayerByLayerToTheSameNumbers() {
        GenerationRequest first = Runs.request("first", 40, 60, KvOptions.defaults());
        GenerationRequest second = Runs.request(
                "second",
                150,
                20,
                KvOptions.builder().prefill("h2o").decode("slide").build());
        EngineOptions options = EngineOptions.defaults();
        List<Integer> alone;
        try (TorchEngine engine = Runs.engine(options)) {
            alone = run(engine, second, new ArrayList<>());
        }
        try (TorchEngine engine =
                Runs.engine(options.toBuilder().stall(Duration.ofNanos(1)).build())) {
            List<String> order = new ArrayList<>();
            engine.submit(first, EvictionSink.none());
            engine.step();
            assertThat(run(engine, second, order)).isEqualTo(alone);
            int waited = order.indexOf("second");
            int layers = engine.model().layers();
            // one step begins the prompt, one a layer, and one ends it
            assertThat(waited).isEqualTo(layers + 1);
        }
    }

    /** @param order gets the id of every token's request */
    private static List<Integer> run(TorchEngine engine, GenerationRequest request, List<String> order) {
        List<Integer> tokens = new ArrayList<>();
        engine.submit(request, EvictionSink.none());
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Generated generated) {
                    order.add(generated.requestId());
                    if (generated.requestId().equals(request.id())) {
                        tokens.add(generated.token());
                    }
                }
            }
        }
        return tokens;
    }
}
