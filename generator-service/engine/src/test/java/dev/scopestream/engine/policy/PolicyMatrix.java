package dev.scopestream.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.Engine;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every policy must do, tested with the bundled model. A test of other policies extends it and gives pairs that have
 * them; {@link MatrixRuns#small} makes such options.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PolicyMatrix {
    private static final int TOKENS = 90;

    private MatrixRuns runs;
    private Engine engine;

    /** The pairs of policies to test. */
    protected abstract List<KvOptions> options();

    @BeforeAll
    void open(@TempDir Path directory) {
        runs = new MatrixRuns(directory);
        engine = runs.open(EngineOptions.defaults());
    }

    @AfterAll
    void close() {
        engine.close();
    }

    private GenerationRequest request(KvOptions kv, int promptTokens) {
        return runs.request(MatrixRuns.name(kv), promptTokens, TOKENS, kv);
    }

    private Completion run(GenerationRequest request, EvictionSink sink) {
        return MatrixRuns.run(engine, List.of(request), sink).get(request.id());
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldGiveTheSameTokensEachTime(KvOptions kv) {
        GenerationRequest request = request(kv, 120);
        Completion first = run(request, EvictionSink.none());
        assertThat(first.tokens().size()).isEqualTo(TOKENS);
        assertThat(run(request, EvictionSink.none()).tokens()).isEqualTo(first.tokens());
    }

    @Test
    void shouldGiveInABatchWhatItGivesAlone() {
        List<GenerationRequest> requests = new ArrayList<>();
        int[] lengths = {40, 64, 65, 100, 150};
        List<KvOptions> all = new ArrayList<>(MatrixRuns.company());
        options().forEach(kv -> all.addAll(List.of(kv, kv)));
        for (KvOptions kv : all) {
            int i = requests.size();
            requests.add(runs.request("r" + i + MatrixRuns.name(kv), lengths[i % lengths.length], 50 + i, kv));
        }
        Map<String, IntArray> alone = new HashMap<>();
        requests.forEach(r -> alone.put(r.id(), run(r, EvictionSink.none()).tokens()));
        Map<String, Completion> together = MatrixRuns.run(engine, requests, EvictionSink.none());
        requests.forEach(
                r -> assertThat(together.get(r.id()).tokens()).as(r.id()).isEqualTo(alone.get(r.id())));
        assertThat(engine.load().kvBytesHeld()).isZero();
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldHoldAsManyEntriesAsItsPlanSays(KvOptions kv) {
        for (int prompt : new int[] {30, 130}) {
            GenerationRequest request = request(kv, prompt);
            PlannedCache planned = PlannedCache.of(request, engine.model());
            Completion done = run(request, EvictionSink.none());
            assertThat(done.kv().peakBytes()).isEqualTo(planned.peakEntries() * MatrixRuns.entryBytes(engine.model()));
            assertThat(done.kv().evictedPrefill()).isEqualTo(planned.evictedPrefill());
            assertThat(done.kv().evictedDecode()).isEqualTo(planned.evictedDecode());
            assertThat(done.kv().lostMassPrefill()).isBetween(0.0, 1.0);
            assertThat(done.kv().lostMassDecode()).isBetween(0.0, 1.0);
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldHandOutEveryEvictedEntryOnce(KvOptions kv) {
        List<EvictedBlock> blocks = new ArrayList<>();
        Completion done = run(request(kv, 120), blocks::add);
        Set<List<Integer>> entries = new HashSet<>();
        for (EvictedBlock block : blocks) {
            block.positions().stream().forEach(p -> assertThat(entries.add(List.of(block.layer(), block.head(), p)))
                    .isTrue());
        }
        assertThat((long) entries.size())
                .isEqualTo(done.kv().evictedPrefill() + done.kv().evictedDecode());
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldBeTheFullCacheWhereNothingExceedsTheBudgets(KvOptions kv) {
        GenerationRequest wide = request(MatrixRuns.wide(kv, 1000), 120);
        Completion done = run(wide, EvictionSink.none());
        GenerationRequest same = MatrixRuns.withFullCache(wide);
        assertThat(done.tokens()).isEqualTo(run(same, EvictionSink.none()).tokens());
        assertThat(done.kv().evictedPrefill() + done.kv().evictedDecode()).isZero();
    }

    @Test
    void shouldGoOnFromASnapshotAsIfNothingHadHappened() {
        List<GenerationRequest> requests =
                options().stream().map(kv -> request(kv, 110)).toList();
        Map<String, ByteBuffer> snapshots = new HashMap<>();
        Map<String, Completion> whole = MatrixRuns.run(engine, requests, snapshots, TOKENS / 2);
        assertThat(snapshots).hasSameSizeAs(requests);
        try (Engine other = runs.open(EngineOptions.defaults())) {
            MatrixRuns.company()
                    .forEach(kv -> other.submit(runs.request("c" + MatrixRuns.name(kv), 77, 60, kv), block -> {}));
            requests.forEach(r -> assertThat(other.resume(r, EvictionSink.none(), snapshots.get(r.id())))
                    .isEmpty());
            Map<String, Completion> resumed = MatrixRuns.drain(other);
            requests.forEach(r -> assertThat(resumed.get(r.id()).tokens())
                    .as(r.id())
                    .isEqualTo(whole.get(r.id()).tokens()));
        }
    }

    @Test
    void shouldRunInSixteenAndEightBits() {
        for (EngineOptions each : MatrixRuns.narrowEntries()) {
            try (Engine other = runs.open(each)) {
                List<GenerationRequest> requests =
                        options().stream().map(kv -> request(kv, 110)).toList();
                MatrixRuns.run(other, requests, block -> {})
                        .values()
                        .forEach(done -> assertThat(done.tokens().size()).isEqualTo(TOKENS));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("options")
    void shouldBeRefusedInReferenceFidelityUnlessTheReferenceHasIt(KvOptions kv) {
        KvOptions reference = kv.toBuilder().fidelity(Fidelity.REFERENCE).build();
        if (PolicyRegistry.standard().pair(kv).inReference()) {
            assertThat(run(request(reference, 100), EvictionSink.none())
                            .tokens()
                            .size())
                    .isEqualTo(TOKENS);
        } else {
            assertThatThrownBy(() -> engine.submit(request(reference, 100), EvictionSink.none()))
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                            .isEqualTo("kv.fidelity"));
        }
    }
}
