package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Dtype;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A sampled request takes more candidates than a greedy one, and only for itself. */
class SampledNeighbourTest {
    private static final String SAMPLED = "sampled";

    private static GenerationRequest greedy(int i) {
        return Runs.request("greedy-" + i, 20 + 7 * i, 40, KvOptions.defaults());
    }

    private static GenerationRequest sampled() {
        GenerationRequest like = Runs.request(SAMPLED, 33, 60, KvOptions.defaults());
        return new GenerationRequest(
                like.id(), like.prompt(), like.maxTokens(), new Sampling(0.9, 0.95, 7), List.of(), like.kv(), true);
    }

    private static Map<String, List<Integer>> run(Dtype dtype, StepObserver observer, GenerationRequest... requests) {
        Map<String, List<Integer>> tokens = new HashMap<>();
        EngineOptions options =
                EngineOptions.defaults().toBuilder().dtype(dtype).build();
        try (TorchEngine engine = TorchEngine.open(Runs.TINY, options, observer, false)) {
            for (GenerationRequest request : requests) {
                engine.submit(request, EvictionSink.none());
            }
            while (!engine.idle()) {
                for (EngineEvent event : engine.step()) {
                    if (event instanceof EngineEvent.Generated generated) {
                        tokens.computeIfAbsent(generated.requestId(), id -> new ArrayList<>())
                                .add(generated.token());
                    }
                }
            }
        }
        return tokens;
    }

    /** That the greedy ones have one candidate, and the sampled one more. */
    private static final class Candidates implements StepObserver {
        private int seen;

        @Override
        public void prefilled(ObservedStep step) {
            stepped(step);
        }

        @Override
        public void stepped(ObservedStep step) {
            seen++;
            if (step.request().id().equals(SAMPLED)) {
                assertThat(step.logit(TokenPicker.CANDIDATES - 1)).isLessThanOrEqualTo(step.logit(0));
            } else {
                assertThat(step.logit(0)).isFinite();
                assertThatThrownBy(() -> step.logit(1)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }

        @Override
        public int candidates() {
            return 1;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Dtype.class,
            names = {"FP32", "BF16"})
    void shouldNotChangeWhatItsNeighboursGet(Dtype dtype) {
        Candidates candidates = new Candidates();
        Map<String, List<Integer>> mixed = run(dtype, candidates, greedy(0), sampled(), greedy(1), greedy(2));
        assertThat(candidates.seen).isEqualTo(3 * 40 + 60);
        for (int i = 0; i < 3; i++) {
            GenerationRequest one = greedy(i);
            assertThat(mixed).containsAllEntriesOf(run(dtype, StepObserver.none(), one));
        }
        assertThat(mixed).containsAllEntriesOf(run(dtype, StepObserver.none(), sampled()));
    }
}
