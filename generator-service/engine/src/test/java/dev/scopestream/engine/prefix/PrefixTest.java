package dev.scopestream.engine.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.decode.Runs;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.engine.policy.PolicyRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prefix reuse: prompts with a common prefix share its prefill, and have the same tokens as without reuse. */
class PrefixTest {
    private static final int CHUNK = 32;
    private static final long PLENTY = 64 << 20;

    private static TorchEngine engine(Dtype dtype, long bytes) {
        return Runs.engine(EngineOptions.builder()
                .dtype(dtype)
                .threads(1)
                .maxBatch(64)
                .prefillChunk(CHUNK)
                .prefixBytes(bytes)
                .build());
    }

    /** A prompt whose first {@code shared} tokens are a function of {@code beginning}, and whose others are of {@code id}. */
    private static GenerationRequest request(String id, int beginning, int shared, int length, KvOptions kv) {
        int[] tokens = new int[length];
        int[] first = new Random(beginning).ints(shared, 3, 500).toArray();
        int[] rest = new Random(id.hashCode()).ints(length - shared, 3, 500).toArray();
        System.arraycopy(first, 0, tokens, 0, shared);
        System.arraycopy(rest, 0, tokens, shared, rest.length);
        return new GenerationRequest(id, IntArray.of(tokens), 24, Sampling.greedy(), List.of(), kv, true);
    }

    private static Completion run(TorchEngine engine, GenerationRequest request, EvictionSink sink) {
        return Runs.run(engine, List.of(request), sink).get(request.id());
    }

    private static Completion run(TorchEngine engine, GenerationRequest request) {
        return run(engine, request, EvictionSink.none());
    }

    /** What was evicted, to the bit. */
    private static List<String> evicted(TorchEngine engine, GenerationRequest request) {
        List<String> all = new ArrayList<>();
        Completion done = run(
                engine,
                request,
                (EvictedBlock b) -> all.add(b.layer() + "/" + b.head() + b.positions() + b.keys()
                        + b.keys().hashCode() + b.values().hashCode()));
        all.add(done.tokens().toString() + done.kv());
        return all;
    }

    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"FP32", "BF16"})
    void shouldGiveToTheBitWhatItGivesWithoutForEveryPrefillPolicy(Dtype dtype) {
        try (TorchEngine plain = engine(dtype, 0);
                TorchEngine sharing = engine(dtype, PLENTY)) {
            for (String prefill : PolicyRegistry.standard().prefillNames()) {
                for (Fidelity fidelity : Fidelity.values()) {
                    String decode = PolicyRegistry.standard().decodeNames(prefill).stream()
                            .filter(name -> !name.equals("none") && Runs.inReference(Runs.small(prefill, name)))
                            .findFirst()
                            .orElseThrow();
                    KvOptions kv = Runs.small(prefill, decode).toBuilder()
                            .fidelity(fidelity)
                            .build();
                    long reused = sharing.prefixStatistics().reusedTokens();
                    for (int i = 0; i < 4; i++) {
                        int beginning = (prefill + fidelity).hashCode();
                        GenerationRequest r = request(prefill + fidelity + i, beginning, 140, 150 + 13 * i, kv);
                        assertThat(evicted(sharing, r)).as(r.id()).isEqualTo(evicted(plain, r));
                    }
                    boolean refused = fidelity == Fidelity.REFERENCE
                            && Set.of("h2o", "pyramidinfer").contains(prefill);
                    assertThat(sharing.prefixStatistics().reusedTokens() - reused)
                            .as(prefill + " " + fidelity)
                            .isEqualTo(refused ? 0 : 2 * 128);
                }
            }
        }
    }

    @Test
    void shouldUseAPartOfAPrefixAndTakeTheLongestThereIs() {
        KvOptions kv = Runs.small("allkv", "slide");
        try (TorchEngine plain = engine(Dtype.FP32, 0);
                TorchEngine sharing = engine(Dtype.FP32, PLENTY)) {
            run(sharing, request("a", 1, 200, 210, kv));
            run(sharing, request("b", 1, 200, 210, kv));
            GenerationRequest part = request("c", 1, 70, 180, kv);
            assertThat(run(sharing, part).tokens()).isEqualTo(run(plain, part).tokens());
            assertThat(sharing.prefixStatistics().reusedTokens()).isEqualTo(64);
            GenerationRequest same = request("b", 1, 200, 210, kv);
            assertThat(run(sharing, same).tokens()).isEqualTo(run(plain, same).tokens());
            assertThat(sharing.prefixStatistics().reusedTokens()).isEqualTo(64 + 192);
            assertThat(sharing.prefixStatistics().hits()).isEqualTo(2);
            assertThat(sharing.prefixStatistics().misses()).isEqualTo(2);
        }
    }

    @Test
    void shouldForgetTheLeastRecentlyUsedWhenThereIsNoRoom() {
        KvOptions kv = Runs.small("allkv", "none");
        long one;
        try (TorchEngine engine = engine(Dtype.FP32, PLENTY)) {
            run(engine, request("x", 1, 100, 110, kv));
            run(engine, request("y", 1, 100, 110, kv));
            one = engine.prefixStatistics().bytes();
            assertThat(one).isPositive();
        }
        try (TorchEngine engine = engine(Dtype.FP32, 2 * one)) {
            for (int beginning : new int[] {1, 2, 1, 3, 1, 2}) {
                for (int i = 0; i < 2; i++) {
                    run(
                            engine,
                            request(beginning + "/" + i + "/" + engine.prefixStatistics(), beginning, 100, 110, kv));
                }
                assertThat(engine.prefixStatistics().bytes()).isLessThanOrEqualTo(2 * one);
            }
            assertThat(engine.prefixStatistics().stored())
                    .as("1, 2, 3, and 2 again")
                    .isEqualTo(4);
        }
    }

    private static final class Memory implements PrefixStore {
        private final Map<String, ByteBuffer> contents = new HashMap<>();
        private int dropped;

        @Override
        public Set<String> names() {
            return Set.copyOf(contents.keySet());
        }

        @Override
        public Optional<ByteBuffer> load(String name) {
            return Optional.ofNullable(contents.get(name));
        }

        @Override
        public void save(String name, ByteBuffer content) {
            contents.put(name, content);
        }

        @Override
        public void drop(String name) {
            contents.remove(name);
            dropped++;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"FP32", "BF16"})
    void shouldFindInItsStoreWhatAnotherEngineKept(Dtype dtype) {
        Memory store = new Memory();
        KvOptions h2o = Runs.small("h2o", "h2o");
        GenerationRequest third = request("third", 1, 100, 120, h2o);
        GenerationRequest other = request("other", 1, 100, 120, Runs.small("snapkv", "slide"));
        GenerationRequest again = request("again", 1, 100, 120, Runs.small("pyramidinfer", "pyramidinfer"));
        try (TorchEngine first = engine(dtype, PLENTY);
                TorchEngine second = engine(dtype, PLENTY);
                TorchEngine plain = engine(dtype, 0)) {
            first.prefixes(store);
            run(first, request("one", 1, 100, 120, h2o));
            run(first, request("two", 1, 100, 120, h2o));
            assertThat(store.contents).hasSize(1);
            second.prefixes(store);
            assertThat(evicted(second, third)).isEqualTo(evicted(plain, third));
            assertThat(evicted(second, other)).isEqualTo(evicted(plain, other));
            assertThat(evicted(second, again)).isEqualTo(evicted(plain, again));
            assertThat(second.prefixStatistics().loaded()).isEqualTo(1);
            assertThat(second.prefixStatistics().reusedTokens()).isEqualTo(2 * 96);
        }
    }

    @Test
    void shouldGoOnWithoutWhatIsDamaged() {
        Memory store = new Memory();
        KvOptions kv = Runs.small("allkv", "slide");
        try (TorchEngine engine = engine(Dtype.FP32, PLENTY)) {
            engine.prefixes(store);
            run(engine, request("one", 1, 100, 120, kv));
            run(engine, request("two", 1, 100, 120, kv));
        }
        String name = store.contents.keySet().iterator().next();
        byte[] good = store.contents.get(name).array();
        Random random = new Random(1);
        GenerationRequest r = request("three", 1, 100, 120, kv);
        try (TorchEngine plain = engine(Dtype.FP32, 0)) {
            IntArray expected = run(plain, r).tokens();
            for (int i = 0; i < 20; i++) {
                byte[] bad = i % 2 == 0 ? good.clone() : java.util.Arrays.copyOf(good, random.nextInt(good.length));
                if (i % 2 == 0) {
                    bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
                }
                store.contents.put(name, ByteBuffer.wrap(bad));
                try (TorchEngine engine = engine(Dtype.FP32, PLENTY)) {
                    engine.prefixes(store);
                    assertThat(run(engine, r).tokens()).isEqualTo(expected);
                    assertThat(engine.prefixStatistics().rejected()).isEqualTo(1);
                    assertThat(engine.prefixStatistics().hits()).isZero();
                }
            }
        }
        assertThat(store.dropped).isEqualTo(20);
    }
}
