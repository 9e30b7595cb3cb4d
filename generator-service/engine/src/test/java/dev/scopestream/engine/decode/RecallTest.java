package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.Recall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recall: with slots for all evicted entries, a compressed cache gives the full cache's tokens. */
class RecallTest {
    private static TorchEngine engine;

    @BeforeAll
    static void open() {
        engine = Runs.engine(EngineOptions.defaults());
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    static List<KvOptions> everyPair() {
        return Runs.everyPair();
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void shouldBeTheFullCacheWhereEverythingIsRecalled(KvOptions kv) {
        Recall all = new Recall(400, 2, 1);
        for (int prompt : new int[] {64, 110}) {
            KvOptions full = kv.toBuilder().prefill("allkv").decode("none").build();
            Completion whole = run(Runs.request("x", prompt, 60, full), EvictionSink.none());
            Completion ours =
                    run(Runs.request("x", prompt, 60, kv.toBuilder().recall(all).build()), new Kept());
            assertThat(ours.tokens()).as("prompt of " + prompt).isEqualTo(whole.tokens());
            assertThat(ours.kv().recall().covered()).isCloseTo(1, within(1e-5));
        }
    }

    @Test
    void shouldGiveInABatchWhatItGivesAlone() {
        List<GenerationRequest> requests = new ArrayList<>();
        int[] lengths = {40, 64, 65, 100, 150};
        for (KvOptions kv : Runs.everyPair()) {
            int i = requests.size();
            KvOptions options = i % 3 == 2 && Runs.inReference(kv)
                    ? kv.toBuilder().fidelity(Fidelity.REFERENCE).build()
                    : kv;
            Optional<Recall> recall =
                    i % 4 == 3 ? Optional.empty() : Optional.of(new Recall(4 + i % 3 * 8, 1 << i % 4, 1 + i % 3));
            requests.add(Runs.request(
                    "r" + i,
                    lengths[i % lengths.length],
                    40 + i,
                    options.toBuilder().recall(recall).build()));
        }
        Map<String, Completion> alone = new HashMap<>();
        for (GenerationRequest r : requests) {
            alone.putAll(Runs.run(engine, List.of(r), new Kept()));
        }
        requests.forEach(r -> engine.submit(r, new Kept()));
        Map<String, Completion> together = Runs.drain(engine);
        together.forEach((id, c) -> {
            assertThat(c.tokens()).as(id).isEqualTo(alone.get(id).tokens());
            assertThat(c.kv().recall().recalled())
                    .as(id)
                    .isEqualTo(alone.get(id).kv().recall().recalled());
        });
        assertThat(engine.load().kvBytesHeld()).isZero();
        assertThat(together.values().stream()
                        .mapToLong(c -> c.kv().recall().recalled())
                        .sum())
                .isPositive();
    }

    @Test
    void shouldChooseInTheStepsInWhichOthersDo() {
        KvOptions kv = Runs.small("snapkv", "slide").toBuilder()
                .recall(new Recall(16, 2, 6))
                .build();
        GenerationRequest later = Runs.request("later", 130, 60, kv);
        Completion alone = run(later, new Kept());
        Kept before = new Kept();
        Kept after = new Kept();
        engine.submit(Runs.request("before", 150, 160, kv), before);
        for (int step = 0; step < 10; step++) {
            engine.step();
        }
        engine.submit(later, after);
        List<Boolean> together = new ArrayList<>();
        Optional<Completion> ended = Optional.empty();
        while (ended.isEmpty()) {
            int reads = before.reads;
            int own = after.reads;
            ended = engine.step().stream()
                    .filter(e ->
                            e instanceof EngineEvent.Finished f && f.requestId().equals("later"))
                    .map(e -> ((EngineEvent.Finished) e).completion())
                    .findFirst();
            if (after.reads > own) {
                together.add(before.reads > reads);
            }
        }
        assertThat(together).hasSizeGreaterThan(5).containsOnly(true);
        assertThat(ended.orElseThrow().tokens()).isEqualTo(alone.tokens());
        Runs.drain(engine);
    }

    @Test
    void shouldGoOnWithoutWhatIsLost() {
        KvOptions kv = Runs.small("snapkv", "slide").toBuilder()
                .recall(new Recall(16, 2, 1))
                .build();
        Completion none = run(Runs.request("x", 150, 60, kv), new Kept(n -> true));
        Completion plain = run(
                Runs.request(
                        "x", 150, 60, kv.toBuilder().recall(Optional.empty()).build()),
                new Kept());
        assertThat(none.kv().recall().recalled()).isZero();
        assertThat(none.kv().recall().lost()).isPositive();
        Kept half = new Kept(n -> n % 2 == 0);
        Completion some = run(Runs.request("x", 150, 60, kv), half);
        assertThat(some.kv().recall().recalled()).isPositive();
        assertThat(some.kv().recall().recalled() + some.kv().recall().lost()).isEqualTo(half.reads);
        assertThat(plain.kv().recall().covered()).isEqualTo(1);
    }

    @Test
    void shouldGoOnFromASnapshotInAnotherEngine() {
        for (String decode : List.of("slide", "adaptive", "none")) {
            KvOptions kv = Runs.small("snapkv", decode).toBuilder()
                    .recall(new Recall(12, 2, 3))
                    .build();
            GenerationRequest request = Runs.request(decode, 130, 90, kv);
            Completion whole = run(request, new Kept());
            Kept kept = new Kept();
            engine.submit(request, kept);
            int tokens = 0;
            while (tokens < 61) {
                tokens += (int) engine.step().stream()
                        .filter(EngineEvent.Generated.class::isInstance)
                        .count();
            }
            ByteBuffer snapshot = engine.snapshot(request.id()).orElseThrow();
            Kept then = kept.copy();
            assertThat(engine.cancel(request.id())).isTrue();
            Completion cut = Runs.drain(engine).get(request.id());
            assertThat(cut.tokens().size()).isBetween(61, 62);
            try (TorchEngine other = Runs.engine(EngineOptions.defaults())) {
                assertThat(other.resume(request, then, snapshot)).isEmpty();
                assertThat(Runs.drain(other).get(request.id()).tokens())
                        .as(decode)
                        .isEqualTo(whole.tokens());
            }
        }
    }

    @Test
    void shouldChargeWhatRecallHolds() {
        KvOptions kv = Runs.small("snapkv", "slide");
        Completion plain = run(Runs.request("x", 150, 60, kv), new Kept());
        Completion recalled = run(
                Runs.request(
                        "x",
                        150,
                        60,
                        kv.toBuilder().recall(new Recall(16, 2, 1)).build()),
                new Kept());
        long cells = (long) engine.model().layers() * engine.model().kvHeads();
        int d = engine.model().headDim();
        // 86 of the prompt were handed out at once, and of the 27 of the output the first 16; codes grow with them
        int codes = (150 - 64) + 16;
        long slots = 16L * (2 * d * 4 + 8);
        long staged = 16L * (2 * d * 4 + 8);
        long index = codes * (d * 2L / 8 + 2) + d * 4L;
        assertThat(recalled.kv().peakBytes() - plain.kv().peakBytes()).isEqualTo(cells * (slots + staged + index));
        assertThat(recalled.kv().recall().covered()).isBetween(0.0, 1.0);
        assertThat(recalled.kv().recall().retained()).isBetween(0.0, 1.0);
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        KvOptions kv = Runs.small("snapkv", "slide").toBuilder()
                .recall(Recall.DEFAULTS)
                .build();
        assertThatThrownBy(() -> engine.submit(Runs.request("x", 150, 60, kv), EvictionSink.none()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("nowhere to recall from");
        assertThatThrownBy(() -> new Recall(0, 2, 1)).hasMessageContaining("from 1 to");
        assertThatThrownBy(() -> new Recall(8, 3, 1)).hasMessageContaining("1, 2, 4 or 8");
        assertThatThrownBy(() -> new Recall(8, 2, 0)).hasMessageContaining("from 1 to");
    }

    private static Completion run(GenerationRequest request, EvictionSink sink) {
        return Runs.run(engine, List.of(request), sink).get(request.id());
    }
}
