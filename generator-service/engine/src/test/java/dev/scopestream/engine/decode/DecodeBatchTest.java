package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictedBlock;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.KvOptions.Fidelity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Properties that hold for every pair of policies, alone and in a batch. */
class DecodeBatchTest {
    private static TorchEngine engine;

    @BeforeAll
    static void open() {
        engine = Runs.engine(EngineOptions.defaults());
    }

    @AfterAll
    static void close() {
        engine.close();
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
            requests.add(Runs.request("r" + i, lengths[i % lengths.length], 40 + i, options));
        }
        Map<String, IntArray> alone = new HashMap<>();
        for (GenerationRequest r : requests) {
            Runs.run(engine, List.of(r), EvictionSink.none()).forEach((id, c) -> alone.put(id, c.tokens()));
        }
        Map<String, Completion> together = Runs.run(engine, requests, EvictionSink.none());
        assertThat(together).hasSameSizeAs(requests);
        together.forEach((id, c) -> {
            assertThat(c.tokens()).as(id).isEqualTo(alone.get(id));
            assertThat(c.reason()).isEqualTo(FinishReason.LENGTH);
        });
        assertThat(engine.load().kvBytesHeld()).isZero();
        assertThat(engine.load().running()).isZero();
    }

    @Test
    void shouldHandOutEveryEvictedEntryOnce() {
        for (KvOptions kv : Runs.everyPair()) {
            GenerationRequest request =
                    Runs.request(kv.prefill().policy() + "+" + kv.decode().policy(), 120, 90, kv);
            Map<String, Set<Integer>> gone = new HashMap<>();
            List<EvictedBlock> blocks = new ArrayList<>();
            Completion completion =
                    Runs.run(engine, List.of(request), blocks::add).get(request.id());
            for (EvictedBlock b : blocks) {
                assertThat(b.keys().remaining())
                        .isEqualTo(
                                b.positions().size() * b.headDim() * b.dtype().bytes());
                assertThat(b.values().remaining()).isEqualTo(b.keys().remaining());
                Set<Integer> set = gone.computeIfAbsent(b.layer() + "/" + b.head(), k -> new HashSet<>());
                b.positions().stream().forEach(p -> assertThat(set.add(p))
                        .as(request.id() + " evicts " + p + " twice")
                        .isTrue());
            }
            long evicted = gone.values().stream().mapToLong(Set::size).sum();
            assertThat(evicted)
                    .as(request.id())
                    .isEqualTo(
                            completion.kv().evictedPrefill() + completion.kv().evictedDecode());
        }
    }

    @Test
    void shouldNeverExceedTheBudgetNorHoldAPositionTwice() {
        BudgetWatch watch = new BudgetWatch();
        try (TorchEngine watched = TorchEngine.open(Runs.TINY, EngineOptions.defaults(), watch, false)) {
            List<GenerationRequest> requests = new ArrayList<>();
            for (KvOptions kv : Runs.everyPair()) {
                requests.add(Runs.request(
                        kv.prefill().policy() + "+" + kv.decode().policy(), 30 + 17 * requests.size() % 150, 50, kv));
            }
            Runs.run(watched, requests, EvictionSink.none());
        }
        assertThat(watch.wrong).isEmpty();
        assertThat(watch.looks).isPositive();
    }

    @Test
    void shouldGiveOtherThreadsTheLoadOfTheLastStepWhileAStepRuns() {
        LoadReader reader = new LoadReader();
        try (TorchEngine observed = TorchEngine.open(Runs.TINY, EngineOptions.defaults(), reader, false)) {
            reader.engine = observed;
            observed.submit(Runs.request("a", 40, 3, KvOptions.defaults()), EvictionSink.none());
            EngineLoad submitted = observed.load();
            assertThat(submitted.queued()).isOne();
            observed.step();
            assertThat(reader.loads).containsOnly(submitted).isNotEmpty();
            assertThat(observed.load().queued()).isZero();
            assertThat(observed.load().kvBytesHeld()).isPositive();
        }
    }

    /** Reads the engine's load in the middle of its steps. */
    private static final class LoadReader implements StepObserver {
        private final List<EngineLoad> loads = new ArrayList<>();
        private TorchEngine engine;

        @Override
        public void prefilled(ObservedStep step) {
            loads.add(engine.load());
        }

        @Override
        public void stepped(ObservedStep step) {
            loads.add(engine.load());
        }

        @Override
        public int candidates() {
            return 1;
        }
    }

    private static final class BudgetWatch implements StepObserver {
        private final List<String> wrong = new ArrayList<>();
        private final Map<String, int[][][]> prompts = new HashMap<>();
        private int looks;

        @Override
        public void prefilled(ObservedStep step) {
            prompts.put(step.request().id(), step.positions());
        }

        @Override
        public void stepped(ObservedStep step) {
            String id = step.request().id();
            int[][][] positions = step.positions();
            for (int l = 0; l < positions.length; l++) {
                for (int s = 0; s < positions[l].length; s++) {
                    look(id, step, positions[l][s], prompts.get(id)[l][s]);
                }
            }
        }

        private void look(String id, ObservedStep step, int[] held, int[] prompt) {
            looks++;
            Set<Integer> unique = new HashSet<>();
            for (int p : held) {
                unique.add(p);
            }
            if (unique.size() != held.length) {
                wrong.add(id + " holds a position twice");
            }
            boolean window = List.of("slide", "adaptive", "discontinuous", "none")
                    .contains(step.request().kv().decode().policy());
            for (int p : prompt) {
                if (window && !unique.contains(p)) {
                    wrong.add(id + " lost the protected position " + p);
                }
            }
            int recent = step.recent();
            for (int p = step.position() - 1; p >= 0 && p > step.position() - 1 - recent; p--) {
                if (p >= step.request().prompt().size() && !unique.contains(p)) {
                    wrong.add(id + " lost the recent position " + p);
                }
            }
            int budget =
                    switch (step.request().kv().decode().policy()) {
                        case "slide" -> prompt.length + 32;
                        case "h2o", "slm" -> Math.max(prompt.length, 64 + 32);
                        default -> Integer.MAX_VALUE;
                    };
            if (held.length > budget) {
                wrong.add(id + " holds " + held.length + " entries of " + budget);
            }
        }

        @Override
        public int candidates() {
            return 1;
        }
    }
}
