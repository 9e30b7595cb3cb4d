package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvAccount;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.KvOptions.WindowScore;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A model with as many key/value heads as query heads: there `scope` is `reference`, where no fault is in play. */
class FidelityTest {
    private static final Path MODEL = Path.of("src/test/resources/goldens/families/llama2-mha");
    private static TorchEngine engine;

    @BeforeAll
    static void open() {
        engine = TorchEngine.open(MODEL, EngineOptions.defaults(), StepObserver.none(), false);
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({
        "allkv, none", "allkv, slide", "allkv, adaptive", "allkv, discontinuous",
        "snapkv, none", "snapkv, slide", "snapkv, adaptive", "snapkv, discontinuous",
        "pyramidkv, none", "pyramidkv, slide", "pyramidkv, adaptive", "pyramidkv, discontinuous",
        "streamingllm, none"
    })
    void shouldBeTheReferenceWhereNoFaultIsInPlay(String prefill, String decode) {
        KvOptions scope = Runs.small(prefill, decode).toBuilder()
                .delta(OptionalInt.of(3))
                .score(WindowScore.LAST)
                .reduce(GroupReduce.MEAN)
                .build();
        if (prefill.equals("streamingllm")) {
            scope = scope.toBuilder().observation(32).sinks(32).build();
        }
        for (int prompt : new int[] {64, 65, 100}) {
            Completion ours = run(Runs.request("x", prompt, 90, scope));
            Completion theirs = run(Runs.request(
                    "x",
                    prompt,
                    90,
                    scope.toBuilder().fidelity(Fidelity.REFERENCE).build()));
            assertThat(ours.tokens()).as("prompt of " + prompt).isEqualTo(theirs.tokens());
            assertThat(ours.kv())
                    .as("prompt of " + prompt)
                    .usingRecursiveComparison()
                    .withComparatorForType(
                            (a, b) -> Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(b)) ? 0 : Double.compare(a, b),
                            Double.class)
                    .isEqualTo(theirs.kv());
        }
    }

    @ParameterizedTest
    @CsvSource({"h2o, slide", "snapkv, none", "h2o, h2o"})
    void shouldReduceAGroupByItsLargestScoreWhereThatIsAsked(String prefill, String decode) {
        KvOptions mean = Runs.small(prefill, decode);
        KvOptions max = mean.toBuilder().reduce(GroupReduce.MAX).build();
        assertThat(run(Runs.request("x", 100, 90, max)))
                .as("groups of one head")
                .extracting(Completion::tokens, Completion::kv)
                .containsExactlyElementsOf(List.of(
                        run(Runs.request("x", 100, 90, mean)).tokens(),
                        run(Runs.request("x", 100, 90, mean)).kv()));
        try (TorchEngine grouped = Runs.engine(EngineOptions.defaults())) {
            KvAccount byMean = Runs.run(grouped, List.of(Runs.request("x", 100, 90, mean)), EvictionSink.none())
                    .get("x")
                    .kv();
            KvAccount byMax = Runs.run(grouped, List.of(Runs.request("x", 100, 90, max)), EvictionSink.none())
                    .get("x")
                    .kv();
            assertThat(byMax.peakBytes()).isEqualTo(byMean.peakBytes());
            assertThat(byMax.lostMassPrefill()).isNotEqualTo(byMean.lostMassPrefill());
        }
    }

    @Test
    void shouldAccountForEveryByteOfASlidingWindow() {
        KvOptions kv = Runs.small("snapkv", "slide");
        KvAccount account = run(Runs.request("x", 100, 90, kv)).kv();
        long entry = entryBytes();
        int heads = engine.model().layers() * engine.model().kvHeads();
        assertThat(account.peakBytes()).isEqualTo((64 + 32 + 1L) * heads * entry);
        assertThat(account.evictedPrefill()).isEqualTo((100 - 64L) * heads);
        // 89 steps: the first 32 fill the window, each later one evicts an entry
        assertThat(account.evictedDecode()).isEqualTo((89 - 32L) * heads);
        double held = 64;
        for (int t = 1; t <= 89; t++) {
            held += 64 + Math.min(t, 32);
        }
        assertThat(account.meanBytes()).isCloseTo(held / 90 * heads * entry, within(1e-6));
        assertThat(account.lostMassDecode()).isBetween(0.0, 1.0 / 32);
        assertThat(account.lostMassPrefill()).isBetween(0.0, 1.0);
    }

    @Test
    void shouldTakeBudgetsAsSharesOfThePrompt() {
        KvOptions kv = Runs.small("snapkv", "slide").toBuilder()
                .capacity(Budget.ofPrompt(0.5))
                .window(Budget.ofPrompt(0.25))
                .recent(Budget.ofPrompt(0.1))
                .build();
        KvAccount account = run(Runs.request("x", 120, 60, kv)).kv();
        assertThat(account.peakBytes())
                .isEqualTo((60 + 30 + 1L)
                        * engine.model().layers()
                        * engine.model().kvHeads()
                        * entryBytes());
    }

    private static long entryBytes() {
        return 2L * engine.model().headDim() * 4;
    }

    private static Completion run(GenerationRequest request) {
        return Runs.run(engine, List.of(request), EvictionSink.none()).get(request.id());
    }
}
