package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictedBlock.Phase;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvDtype;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.Recall;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.trace.TextJudge;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache of 8-bit entries: same policies, fewer bytes, nearly the same tokens. */
class KvInt8Test {
    private static final EngineOptions PLAIN =
            EngineOptions.builder().threads(1).maxBatch(64).build();

    private static TorchEngine engine;
    private static TorchEngine plain;

    @BeforeAll
    static void open() {
        engine = Runs.engine(PLAIN.toBuilder().kvDtype(KvDtype.INT8).build());
        plain = Runs.engine(PLAIN);
    }

    @AfterAll
    static void close() {
        engine.close();
        plain.close();
    }

    private static final List<KvOptions> PAIRS = List.of(
            Runs.small("allkv", "none"),
            Runs.small("h2o", "slide"),
            Runs.small("h2o", "h2o").toBuilder().fidelity(Fidelity.REFERENCE).build(),
            Runs.small("snapkv", "adaptive"),
            Runs.small("pyramidinfer", "pyramidinfer"));

    private static GenerationRequest request(KvOptions kv, int prompt, int tokens) {
        return Runs.request(kv.prefill().policy() + "+" + kv.decode().policy(), prompt, tokens, kv);
    }

    @Test
    void shouldGiveInABatchWhatItGivesAlone() {
        List<GenerationRequest> requests = new ArrayList<>();
        for (KvOptions kv : PAIRS) {
            requests.add(request(kv, 70 + 20 * requests.size(), 60));
        }
        Map<String, IntArray> alone = new HashMap<>();
        for (GenerationRequest r : requests) {
            Runs.run(engine, List.of(r), EvictionSink.none()).forEach((id, c) -> alone.put(id, c.tokens()));
        }
        Runs.run(engine, requests, EvictionSink.none())
                .forEach((id, c) -> assertThat(c.tokens()).as(id).isEqualTo(alone.get(id)));
        assertThat(engine.load().kvBytesHeld()).isZero();
    }

    @Test
    void shouldChargeAByteANumberAndTwoAnEntry() {
        int d = engine.model().headDim();
        for (KvOptions kv : PAIRS) {
            GenerationRequest r = request(kv, 100, 50);
            Completion wide = Runs.run(plain, List.of(r), EvictionSink.none()).get(r.id());
            Completion narrow =
                    Runs.run(engine, List.of(r), EvictionSink.none()).get(r.id());
            long entries = wide.kv().peakBytes() / (2L * d * Float.BYTES);
            assertThat(narrow.kv().peakBytes()).as(r.id()).isEqualTo(entries * 2 * (d + 2));
            assertThat(narrow.kv().meanBytes() / wide.kv().meanBytes()).isCloseTo((d + 2) / (4.0 * d), within(1e-9));
            assertThat(narrow.kv().evictedDecode()).isEqualTo(wide.kv().evictedDecode());
        }
    }

    @Test
    void shouldAdmitNearlyTwiceAsManyAsBf16() {
        int d = engine.model().headDim();
        // positions take 4 bytes an entry in both
        double more = (2.0 * d * 2 + 4) / (2.0 * (d + 2) + 4);
        double ours = mostRunning(KvDtype.INT8);
        assertThat(ours / mostRunning(KvDtype.AUTO))
                .isCloseTo(more, within(0.15))
                .isGreaterThan(1.5);
    }

    private static int mostRunning(KvDtype kv) {
        int bytes = 3 << 20;
        try (TorchEngine small = Runs.engine(EngineOptions.builder()
                .dtype(Dtype.BF16)
                .threads(1)
                .maxBatch(64)
                .kvBytes(bytes)
                .kvDtype(kv)
                .build())) {
            for (int i = 0; i < 40; i++) {
                small.submit(
                        Runs.request(
                                "r" + i,
                                4,
                                400,
                                KvOptions.builder()
                                        .prefill("allkv")
                                        .decode("none")
                                        .build()),
                        EvictionSink.none());
            }
            int most = 0;
            for (int step = 0; step < 100; step++) {
                small.step();
                most = Math.max(most, small.load().running());
                assertThat(small.load().kvBytesHeld()).isLessThanOrEqualTo(bytes);
            }
            return most;
        }
    }

    @Test
    void shouldHandOutNumbersAsCloseAsItsSteps() {
        int compared = 0;
        for (KvOptions kv : PAIRS.subList(1, PAIRS.size())) {
            GenerationRequest r = request(kv, 140, 90);
            Map<String, float[]> exact = new HashMap<>();
            Map<String, float[]> rounded = new HashMap<>();
            int prompt = r.prompt().size();
            // the prompt's entries are the same in both, where both evict them
            Runs.run(plain, List.of(r), block -> collect(block, exact, prompt));
            Runs.run(engine, List.of(r), block -> {
                if (block.phase() == Phase.DECODE) {
                    collect(block, rounded, block.positions().stream().max().orElseThrow() + 1);
                }
            });
            assertThat(rounded).as(r.id()).isNotEmpty();
            for (Map.Entry<String, float[]> entry : rounded.entrySet()) {
                float[] ours = entry.getValue();
                for (float number : ours) {
                    float code = number / largest(ours) * 127;
                    assertThat(code).isCloseTo(Math.round(code), within(1e-3f));
                }
                float[] theirs = exact.get(entry.getKey());
                for (int i = 0; theirs != null && i < ours.length; i++) {
                    assertThat(ours[i]).as(entry.getKey()).isCloseTo(theirs[i], within(largest(theirs) / 127 * 0.51f));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(1000);
    }

    private static float largest(float[] numbers) {
        float most = 0;
        for (float number : numbers) {
            most = Math.max(most, Math.abs(number));
        }
        return most;
    }

    private static void collect(EvictedBlock block, Map<String, float[]> into, int before) {
        FloatBuffer keys = block.keys().asFloatBuffer();
        FloatBuffer values = block.values().asFloatBuffer();
        for (int i = 0; i < block.positions().size(); i++) {
            float[] key = new float[block.headDim()];
            float[] value = new float[block.headDim()];
            keys.get(key);
            values.get(value);
            if (block.positions().get(i) < before) {
                String cell = block.layer() + "/" + block.head() + "/"
                        + block.positions().get(i);
                into.put("key " + cell, key);
                into.put("value " + cell, value);
            }
        }
    }

    @Test
    void shouldBeTheFullCacheWhereEverythingIsRecalled() {
        for (KvOptions kv : PAIRS) {
            if (kv.decode().policy().equals("none")) {
                continue;
            }
            KvOptions scope = kv.toBuilder().fidelity(Fidelity.SCOPE).build();
            KvOptions full = scope.toBuilder().prefill("allkv").decode("none").build();
            KvOptions all = scope.toBuilder().recall(new Recall(400, 2, 1)).build();
            Completion whole = Runs.run(engine, List.of(Runs.request("x", 110, 60, full)), EvictionSink.none())
                    .get("x");
            Completion ours = Runs.run(engine, List.of(Runs.request("x", 110, 60, all)), new Kept())
                    .get("x");
            assertThat(ours.tokens())
                    .as(kv.prefill().policy() + "+" + kv.decode().policy())
                    .isEqualTo(whole.tokens());
            assertThat(ours.kv().recall().recalled()).isPositive();
            assertThat(ours.kv().recall().covered()).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void shouldGoOnFromASnapshotOfItsOwnKindOnly() {
        for (Dtype dtype : List.of(Dtype.FP32, Dtype.BF16)) {
            EngineOptions wide = PLAIN.toBuilder().dtype(dtype).build();
            EngineOptions narrow = wide.toBuilder().kvDtype(KvDtype.INT8).build();
            try (TorchEngine one = Runs.engine(narrow);
                    TorchEngine two = Runs.engine(narrow);
                    TorchEngine other = Runs.engine(wide)) {
                for (KvOptions kv : PAIRS) {
                    GenerationRequest r = request(kv, 120, 90);
                    one.submit(r, block -> {});
                    ByteBuffer snapshot = after(one, r, 61);
                    IntArray whole = Runs.drain(one).get(r.id()).tokens();
                    assertThat(two.resume(r, block -> {}, snapshot)).isEmpty();
                    assertThat(Runs.drain(two).get(r.id()).tokens()).as(r.id()).isEqualTo(whole);
                    assertThat(other.resume(r, block -> {}, snapshot)).contains(SnapshotProblem.OTHER_MODEL);
                    other.submit(r, block -> {});
                    ByteBuffer theirs = after(other, r, 61);
                    assertThat(two.resume(r, block -> {}, theirs)).contains(SnapshotProblem.OTHER_MODEL);
                    Runs.drain(other);
                }
            }
        }
    }

    private static ByteBuffer after(TorchEngine engine, GenerationRequest r, int tokens) {
        int generated = 0;
        while (generated < tokens) {
            generated += (int) engine.step().stream()
                    .filter(EngineEvent.Generated.class::isInstance)
                    .count();
        }
        return engine.snapshot(r.id()).orElseThrow();
    }

    @Test
    void shouldFindATextAboutAsLikely(@TempDir Path directory) {
        Path model = BundledModel.materialise("longgen-tiny", directory);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 12; i++) {
            text.append("Question_%d: %d+2%n".formatted(i, i % 7));
        }
        for (int i = 1; i <= 12; i++) {
            int sum = i % 7 + 2;
            text.append("%nAnswer_%d: %d+2=%d; #%d=%d. The answer is %d".formatted(i, i % 7, sum, i, sum, sum));
        }
        double wide = mean(model, KvDtype.AUTO, text.toString());
        assertThat(mean(model, KvDtype.INT8, text.toString()))
                .isCloseTo(wide, within(0.01))
                .isNotEqualTo(wide);
    }

    @Test
    void shouldLookBackAsFarAsASlidingWindow() {
        Path sliding = Path.of("src/test/resources/goldens/families/mistral-sliding-window");
        GenerationRequest r = request(Runs.small("h2o", "slide"), 90, 40);
        try (TorchEngine wide = TorchEngine.open(sliding, PLAIN, StepObserver.none(), false);
                TorchEngine narrow = TorchEngine.open(
                        sliding, PLAIN.toBuilder().kvDtype(KvDtype.INT8).build(), StepObserver.none(), false)) {
            double exact = mean(wide, r.prompt());
            assertThat(mean(narrow, r.prompt())).isCloseTo(exact, within(0.05)).isNotEqualTo(exact);
            IntArray alone = Runs.run(narrow, List.of(r), EvictionSink.none())
                    .get(r.id())
                    .tokens();
            GenerationRequest longer = Runs.request("longer", 130, 60, r.kv());
            assertThat(Runs.run(narrow, List.of(longer, r), EvictionSink.none())
                            .get(r.id())
                            .tokens())
                    .isEqualTo(alone);
        }
    }

    private static double mean(Path model, KvDtype kv, String text) {
        try (TorchEngine tiny =
                TorchEngine.open(model, PLAIN.toBuilder().kvDtype(kv).build())) {
            return mean(tiny, tiny.encode(text));
        }
    }

    private static double mean(TorchEngine engine, IntArray text) {
        return new TextJudge(engine, 1)
                .judge(text).logProbabilities().stream()
                        .mapToDouble(Float::doubleValue)
                        .average()
                        .orElseThrow();
    }
}
