package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Recall;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.checkpoint.BundledModel;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with recall beside others, and in rows that others used: each is as it is alone. */
class RecallRowsTest {
    @TempDir
    private Path directory;

    @Test
    void shouldGiveAShareForEveryRowOfAMixedBatch() {
        try (TorchEngine engine =
                TorchEngine.open(BundledModel.materialise("longgen-tiny", directory), EngineOptions.defaults())) {
            List<GenerationRequest> requests = new ArrayList<>();
            for (int i = 0; i < 18; i++) {
                requests.add(sums(engine, i));
            }
            Map<String, Completion> alone = new HashMap<>();
            for (GenerationRequest request : requests) {
                alone.putAll(Runs.run(engine, List.of(request), new Kept()));
            }
            requests.forEach(r -> engine.submit(r, new Kept()));
            Runs.drain(engine).forEach((id, together) -> {
                assertThat(together.tokens()).as(id).isEqualTo(alone.get(id).tokens());
                double covered = together.kv().recall().covered();
                assertThat(covered).as(id).isBetween(0.0, 1.0);
                assertThat(covered).as(id).isCloseTo(alone.get(id).kv().recall().covered(), within(1e-3));
            });
        }
    }

    /** 4 to 24 sums of the bundled model's task; every third request without recall, the others in one pool. */
    private static GenerationRequest sums(TorchEngine engine, int i) {
        Random random = new Random(i);
        StringBuilder text = new StringBuilder();
        int first = random.nextInt(60);
        for (int q = 0; q < 4 + i * 7 % 21; q++) {
            text.append("Question_%d: %d%s%d%n"
                    .formatted(first + q, random.nextInt(10), random.nextBoolean() ? "+" : "-", random.nextInt(10)));
        }
        KvOptions kv = KvOptions.builder()
                .prefill("snapkv")
                .decode(i % 4 == 3 ? "adaptive" : "slide")
                .capacity(Budget.tokens(60))
                .window(Budget.tokens(48))
                .recent(Budget.tokens(16))
                .recall(i % 3 == 2 ? Optional.empty() : Optional.of(new Recall(32, 2, 2 + i % 4)))
                .build();
        return new GenerationRequest("r" + i, engine.encode(text + "\n"), 150, Sampling.greedy(), List.of(), kv, true);
    }

    @Test
    void shouldNotWaitLongForOthersThatSeldomChoose() {
        KvOptions kv = Runs.small("snapkv", "slide").toBuilder()
                .recall(Optional.of(new Recall(16, 2, 4096)))
                .build();
        try (TorchEngine engine = Runs.engine(EngineOptions.defaults())) {
            engine.submit(Runs.request("first", 130, 300, kv), new Kept());
            for (int step = 0; step < 20; step++) {
                engine.step();
            }
            engine.submit(Runs.request("second", 130, 10, kv), new Kept());
            Set<String> done = new HashSet<>();
            for (int step = 0; step < 60; step++) {
                for (EngineEvent event : engine.step()) {
                    if (event instanceof EngineEvent.Finished) {
                        done.add(event.requestId());
                    }
                }
            }
            assertThat(done).containsExactly("second");
        }
    }

    @Test
    void shouldKnowNoCodesOfTheRequestThatHadTheRow() {
        KvOptions kv = Runs.small("snapkv", "slide").toBuilder()
                .recall(Optional.of(new Recall(16, 2, 1)))
                .build();
        GenerationRequest request = Runs.request("resumed", 130, 120, kv);
        try (TorchEngine first = Runs.engine(EngineOptions.defaults());
                TorchEngine second = Runs.engine(EngineOptions.defaults())) {
            Kept kept = new Kept();
            Completion whole = Runs.run(first, List.of(request), new Kept()).get("resumed");
            first.submit(request, kept);
            Optional<ByteBuffer> snapshot = Optional.empty();
            while (snapshot.isEmpty()) {
                first.step();
                snapshot = first.snapshot("resumed");
            }
            Kept then = kept.copy();
            // two rows of the pool; the first ends, so that the second one's entries stay behind where it was
            second.submit(Runs.request("a", 130, 120, kv), new Kept());
            second.submit(Runs.request("b", 130, 120, kv), new Kept());
            for (int step = 0; step < 100; step++) {
                second.step();
            }
            assertThat(second.cancel("a")).isTrue();
            second.step();
            assertThat(second.resume(request, then, snapshot.orElseThrow())).isEmpty();
            assertThat(Runs.drain(second).get("resumed").tokens()).isEqualTo(whole.tokens());
            assertThat(then.beyond).isZero();
        }
    }
}
