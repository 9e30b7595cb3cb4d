package dev.scopestream.engine.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.SnapshotProblem;
import dev.scopestream.engine.decode.Runs;
import dev.scopestream.engine.decode.TorchEngine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots: a request resumed in another engine, another row and another batch has the same remaining tokens. */
class SnapshotTest {
    private static final EngineOptions WIDE =
            EngineOptions.builder().threads(1).maxBatch(256).build();
    private static final int TOKENS = 110;

    /** Every pair, both fidelities, greedy and (one fidelity) sampled; the window has 32 entries. */
    private static List<GenerationRequest> everything() {
        List<GenerationRequest> all = new ArrayList<>();
        for (KvOptions kv : Runs.everyPair()) {
            for (Fidelity fidelity : Fidelity.values()) {
                if (fidelity == Fidelity.REFERENCE && !Runs.inReference(kv)) {
                    continue;
                }
                boolean both = fidelity == Fidelity.SCOPE;
                Sampling sampled = new Sampling(0.8, 0.95, 7);
                for (Sampling sampling : both ? List.of(Sampling.greedy(), sampled) : List.of(Sampling.greedy())) {
                    String id = kv.prefill().policy() + "+" + kv.decode().policy() + "/" + fidelity + "/"
                            + sampling.temperature();
                    GenerationRequest r = Runs.request(
                            id,
                            90 + all.size() % 40,
                            TOKENS,
                            kv.toBuilder().fidelity(fidelity).build());
                    all.add(with(r, r.maxTokens(), sampling));
                }
            }
        }
        return all;
    }

    private static GenerationRequest with(GenerationRequest r, int maxTokens, Sampling sampling) {
        return new GenerationRequest(r.id(), r.prompt(), maxTokens, sampling, r.stopping(), r.kv());
    }

    /** Runs to the end and takes a snapshot of each request when it has so many tokens. */
    private static Map<String, Completion> run(
            TorchEngine engine, int at, Map<String, ByteBuffer> snapshots, Map<String, Integer> before) {
        Map<String, Completion> done = new LinkedHashMap<>();
        while (!engine.idle()) {
            for (EngineEvent event : engine.step()) {
                if (event instanceof EngineEvent.Generated g && before.merge(g.requestId(), 1, Integer::sum) == at) {
                    engine.snapshot(g.requestId()).ifPresent(s -> snapshots.put(g.requestId(), s));
                } else if (event instanceof EngineEvent.Finished f) {
                    done.put(f.requestId(), f.completion());
                }
            }
        }
        return done;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 32, 90})
    void shouldGoOnAsIfNothingHadHappened(int at) {
        List<GenerationRequest> requests = everything();
        Map<String, ByteBuffer> snapshots = new HashMap<>();
        Map<String, Completion> whole;
        try (TorchEngine engine = Runs.engine(WIDE)) {
            requests.forEach(r -> engine.submit(r, block -> {}));
            whole = run(engine, at, snapshots, new HashMap<>());
        }
        assertThat(snapshots).hasSameSizeAs(requests);
        Collections.shuffle(requests, new Random(at));
        try (TorchEngine engine = Runs.engine(WIDE)) {
            engine.submit(Runs.request("company", 77, 200, Runs.small("h2o", "slide")), EvictionSink.none());
            requests.forEach(r -> assertThat(engine.resume(r, block -> {}, snapshots.get(r.id())))
                    .as(r.id())
                    .isEmpty());
            Map<String, Completion> resumed = Runs.drain(engine);
            for (GenerationRequest r : requests) {
                Completion expected = whole.get(r.id());
                Completion actual = resumed.get(r.id());
                assertThat(actual.tokens()).as(r.id()).isEqualTo(expected.tokens());
                assertThat(actual.kv().peakBytes())
                        .as(r.id())
                        .isEqualTo(expected.kv().peakBytes());
                assertThat(actual.kv().meanBytes())
                        .as(r.id())
                        .isEqualTo(expected.kv().meanBytes());
                assertThat(actual.kv().evictedPrefill()).isEqualTo(expected.kv().evictedPrefill());
                assertThat(actual.kv().evictedDecode()).isEqualTo(expected.kv().evictedDecode());
                assertThat(actual.kv().lostMassPrefill())
                        .isEqualTo(expected.kv().lostMassPrefill());
            }
            assertThat(engine.load().kvBytesHeld()).isZero();
        }
    }

    @Test
    void shouldGiveTheSameTokensInBf16InTheSameCompany() {
        EngineOptions options = WIDE.toBuilder().dtype(Dtype.BF16).build();
        try (TorchEngine engine = Runs.engine(options);
                TorchEngine other = Runs.engine(options)) {
            for (GenerationRequest r : everything()) {
                if (!r.sampling().isGreedy() || r.kv().fidelity() == Fidelity.REFERENCE) {
                    continue;
                }
                Map<String, ByteBuffer> snapshots = new HashMap<>();
                engine.submit(r, EvictionSink.none());
                IntArray whole =
                        run(engine, 40, snapshots, new HashMap<>()).get(r.id()).tokens();
                assertThat(other.resume(r, EvictionSink.none(), snapshots.get(r.id())))
                        .isEmpty();
                assertThat(Runs.drain(other).get(r.id()).tokens()).as(r.id()).isEqualTo(whole);
            }
        }
    }

    @Test
    void shouldHandOutEveryEvictedEntryOnceOverBothRuns() {
        try (TorchEngine first = Runs.engine(WIDE);
                TorchEngine second = Runs.engine(WIDE)) {
            for (KvOptions kv : Runs.everyPair()) {
                GenerationRequest r =
                        Runs.request(kv.prefill().policy() + "+" + kv.decode().policy(), 120, TOKENS, kv);
                List<EvictedBlock> blocks = new ArrayList<>();
                boolean[] killed = {false};
                first.submit(r, block -> {
                    if (!killed[0]) {
                        blocks.add(block);
                    }
                });
                int generated = 0;
                while (generated < 75) {
                    generated += first.step().size();
                }
                ByteBuffer snapshot = first.snapshot(r.id()).orElseThrow();
                killed[0] = true;
                Runs.drain(first);
                assertThat(second.resume(r, blocks::add, snapshot)).isEmpty();
                Completion completion = Runs.drain(second).get(r.id());
                Map<String, Set<Integer>> gone = new HashMap<>();
                for (EvictedBlock b : blocks) {
                    b.positions().stream().forEach(p -> assertThat(
                                    gone.computeIfAbsent(b.layer() + "/" + b.head(), k -> new HashSet<>())
                                            .add(p))
                            .as(r.id() + " evicts " + p + " once")
                            .isTrue());
                }
                assertThat(gone.values().stream().mapToLong(Set::size).sum())
                        .as(r.id())
                        .isEqualTo(completion.kv().evictedPrefill()
                                + completion.kv().evictedDecode());
            }
        }
    }

    @Test
    void shouldNeverFailForBytesThatSomebodyMadeUp() {
        GenerationRequest r = Runs.request("mine", 70, 45, Runs.small("h2o", "slide"));
        Map<String, ByteBuffer> snapshots = new HashMap<>();
        Random random = new Random(1);
        int refused = 0;
        try (TorchEngine engine = Runs.engine(WIDE)) {
            engine.submit(r, EvictionSink.none());
            run(engine, 40, snapshots, new HashMap<>());
            byte[] good = snapshots.get("mine").array();
            for (int i = 0; i < 400; i++) {
                byte[] bad = good.clone();
                int reach = i % 2 == 0 ? 600 : bad.length - 12;
                for (int n = 0; n < 3; n++) {
                    bad[8 + random.nextInt(reach)] = (byte) random.nextInt();
                }
                CRC32C crc = new CRC32C();
                crc.update(bad, 0, bad.length - 4);
                ByteBuffer sealed = ByteBuffer.wrap(bad).order(ByteOrder.LITTLE_ENDIAN);
                sealed.putInt(bad.length - 4, (int) crc.getValue());
                refused += engine.resume(r, EvictionSink.none(), sealed).isPresent() ? 1 : 0;
                Runs.drain(engine);
                assertThat(engine.idle()).isTrue();
            }
        }
        assertThat(refused).as("changed keys and values can't be told").isBetween(150, 399);
    }

    @Test
    void shouldSayEverythingAgainWhenItGoesOn() {
        GenerationRequest r = Runs.request("again", 70, 60, Runs.small("snapkv", "slide"));
        Map<String, ByteBuffer> snapshots = new HashMap<>();
        try (TorchEngine engine = Runs.engine(WIDE)) {
            assertThat(engine.snapshot("again")).isEmpty();
            engine.submit(r, EvictionSink.none());
            assertThat(engine.snapshot("again")).as("nothing to take yet").isEmpty();
            IntArray whole =
                    run(engine, 25, snapshots, new HashMap<>()).get("again").tokens();
            assertThat(engine.resume(r, EvictionSink.none(), snapshots.get("again")))
                    .isEmpty();
            EngineEvent.Resumed event = (EngineEvent.Resumed) engine.step().get(0);
            assertThat(event.tokens()).isEqualTo(whole.slice(0, 25));
            assertThat(event.texts()).hasSize(25);
            Runs.drain(engine);
        }
    }

    @Test
    void shouldRefuseWhatIsNotThisRequest() {
        GenerationRequest r = Runs.request("mine", 70, 60, Runs.small("h2o", "h2o"));
        Map<String, ByteBuffer> snapshots = new HashMap<>();
        try (TorchEngine engine = Runs.engine(WIDE);
                TorchEngine bf16 =
                        Runs.engine(WIDE.toBuilder().dtype(Dtype.BF16).build())) {
            engine.submit(r, EvictionSink.none());
            assertThat(run(engine, 25, snapshots, new HashMap<>())).hasSize(1);
            ByteBuffer bytes = snapshots.get("mine");
            assertThat(bf16.resume(r, EvictionSink.none(), bytes)).contains(SnapshotProblem.OTHER_MODEL);
            assertThat(engine.resume(Runs.request("other", 70, 60, r.kv()), EvictionSink.none(), bytes))
                    .contains(SnapshotProblem.OTHER_PROMPT);
            assertThat(engine.resume(with(r, 61, r.sampling()), EvictionSink.none(), bytes))
                    .contains(SnapshotProblem.OTHER_OPTIONS);
            assertThat(engine.resume(with(r, 60, new Sampling(1, 1, 1)), EvictionSink.none(), bytes))
                    .contains(SnapshotProblem.OTHER_OPTIONS);
            assertThat(engine.resume(r, block -> {}, bytes))
                    .as("rows of requests that hand out evicted entries have staging slots")
                    .contains(SnapshotProblem.BAD_SHAPE);
            assertThat(engine.idle()).isTrue();
            assertThat(engine.resume(r, EvictionSink.none(), bytes)).isEqualTo(Optional.empty());
            assertThat(Runs.drain(engine)).hasSize(1);
        }
    }
}
