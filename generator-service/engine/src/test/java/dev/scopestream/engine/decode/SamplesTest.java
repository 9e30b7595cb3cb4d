package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.engine.Completion;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.FinishReason;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Recall;
import dev.scopestream.engine.Sample;
import dev.scopestream.engine.Sampling;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several samples of one prompt: the prompt is read once, and each has what it would have alone. */
class SamplesTest {
    private static final int SAMPLES = 4;
    private static final EngineOptions WIDE =
            EngineOptions.builder().threads(1).maxBatch(256).build();

    private static GenerationRequest sampled(String id, int promptTokens, int maxTokens, KvOptions kv) {
        GenerationRequest like = Runs.request(id, promptTokens, maxTokens, kv);
        return new GenerationRequest(
                id, like.prompt(), maxTokens, new Sampling(0.9, 0.95, 7), like.stopping(), like.kv());
    }

    private static List<GenerationRequest> samples(GenerationRequest first, int n) {
        return IntStream.range(0, n)
                .mapToObj(k -> k == 0 ? first : first.sample(first.id() + "#" + k, 7 + k))
                .toList();
    }

    private static void submit(TorchEngine engine, List<GenerationRequest> samples) {
        engine.submit(samples.stream()
                .map(request -> new Sample(request, EvictionSink.none()))
                .toList());
    }

    private static KvOptions recalling() {
        return Runs.small("snapkv", "slide").toBuilder()
                .recall(Optional.of(new Recall(16, 2, 2)))
                .build();
    }

    @Test
    void shouldGiveEachSampleOfAMixedBatchWhatItGivesAlone() {
        List<GenerationRequest> prompts = new ArrayList<>();
        for (KvOptions kv : Runs.everyPair()) {
            prompts.add(sampled("r" + prompts.size(), 70 + prompts.size() % 40, 60, kv));
        }
        prompts.add(sampled("recalls", 130, 60, recalling()));
        Map<String, Completion> alone = new HashMap<>();
        Map<String, Kept> keptAlone = new HashMap<>();
        Map<String, Kept> kept = new HashMap<>();
        try (TorchEngine engine = Runs.engine(WIDE)) {
            for (GenerationRequest prompt : prompts) {
                for (GenerationRequest one : samples(prompt, SAMPLES)) {
                    engine.submit(one, keptAlone.computeIfAbsent(one.id(), id -> new Kept()));
                }
                alone.putAll(Runs.drain(engine));
            }
            for (GenerationRequest prompt : prompts) {
                engine.submit(samples(prompt, SAMPLES).stream()
                        .map(one -> new Sample(one, kept.computeIfAbsent(one.id(), id -> new Kept())))
                        .toList());
            }
            Map<String, Completion> together = Runs.drain(engine);
            assertThat(together).hasSize(SAMPLES * prompts.size());
            together.forEach((id, c) -> {
                assertThat(c.tokens()).as(id).isEqualTo(alone.get(id).tokens());
                assertThat(c.kv().evictedPrefill())
                        .as(id)
                        .isEqualTo(alone.get(id).kv().evictedPrefill());
                assertThat(c.kv().evictedDecode())
                        .as(id)
                        .isEqualTo(alone.get(id).kv().evictedDecode());
                assertThat(kept.get(id).size())
                        .as(id)
                        .isEqualTo(keptAlone.get(id).size());
            });
            assertThat(together.values().stream().map(Completion::tokens).distinct())
                    .hasSizeGreaterThan(3 * prompts.size());
            assertThat(engine.load().kvBytesHeld()).isZero();
        }
    }

    @Test
    void shouldReadThePromptOnce() {
        EngineOptions options =
                EngineOptions.builder().threads(1).prefillChunk(16).build();
        GenerationRequest prompt = sampled("a", 200, 5, KvOptions.defaults());
        try (TorchEngine engine = Runs.engine(options)) {
            int steps = stepsToFirstToken(engine, samples(prompt, 1));
            Map<String, Completion> one = Runs.drain(engine);
            assertThat(one).hasSize(1);
            assertThat(stepsToFirstToken(engine, samples(prompt, SAMPLES))).isEqualTo(steps);
            assertThat(Runs.drain(engine)).hasSize(SAMPLES);
        }
    }

    /** All samples have their first token in the same step. */
    private static int stepsToFirstToken(TorchEngine engine, List<GenerationRequest> samples) {
        submit(engine, samples);
        for (int steps = 1; ; steps++) {
            List<String> ids = engine.step().stream()
                    .filter(EngineEvent.Generated.class::isInstance)
                    .map(EngineEvent::requestId)
                    .distinct()
                    .toList();
            if (!ids.isEmpty()) {
                assertThat(ids)
                        .containsExactlyElementsOf(
                                samples.stream().map(GenerationRequest::id).toList());
                return steps;
            }
        }
    }

    @Test
    void shouldGiveEqualSamplesWhenGreedy() {
        try (TorchEngine engine = Runs.engine(WIDE)) {
            submit(engine, samples(Runs.request("g", 60, 30, Runs.small("h2o", "slide")), 3));
            assertThat(Runs.drain(engine).values().stream()
                            .map(Completion::tokens)
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void shouldEndSamplesOneByOne() {
        GenerationRequest prompt = sampled("c", 60, 40, Runs.small("snapkv", "slide"));
        try (TorchEngine engine = Runs.engine(WIDE)) {
            List<GenerationRequest> all = samples(prompt, SAMPLES);
            submit(engine, all);
            Map<String, Completion> whole = Runs.drain(engine);
            submit(engine, all);
            assertThat(engine.cancel("c")).isTrue();
            Map<String, Completion> done = new HashMap<>();
            collect(engine, done);
            assertThat(done).containsOnlyKeys("c");
            for (int step = 0; step < 10; step++) {
                collect(engine, done);
            }
            assertThat(engine.cancel("c#2")).isTrue();
            done.putAll(Runs.drain(engine));
            assertThat(done).hasSize(SAMPLES);
            assertThat(done.get("c").reason()).isEqualTo(FinishReason.CANCELLED);
            assertThat(done.get("c#2").reason()).isEqualTo(FinishReason.CANCELLED);
            for (String id : List.of("c#1", "c#3")) {
                assertThat(done.get(id).tokens()).isEqualTo(whole.get(id).tokens());
            }
            submit(engine, samples(sampled("short", 60, 1, KvOptions.defaults()), SAMPLES));
            assertThat(Runs.drain(engine).values())
                    .hasSize(SAMPLES)
                    .allMatch(c -> c.tokens().size() == 1 && c.reason() == FinishReason.LENGTH);
        }
    }

    private static void collect(TorchEngine engine, Map<String, Completion> done) {
        for (EngineEvent event : engine.step()) {
            if (event instanceof EngineEvent.Finished f) {
                done.put(f.requestId(), f.completion());
            }
        }
    }

    @Test
    void shouldGoOnFromASnapshotOfEachSample() {
        GenerationRequest prompt = sampled("s", 90, 60, Runs.small("pyramidkv", "adaptive"));
        List<GenerationRequest> all = samples(prompt, SAMPLES);
        Map<String, ByteBuffer> snapshots = new HashMap<>();
        Map<String, Completion> whole;
        try (TorchEngine engine = Runs.engine(WIDE)) {
            submit(engine, all);
            for (int step = 0; step < 20; step++) {
                engine.step();
            }
            all.forEach(r -> snapshots.put(r.id(), engine.snapshot(r.id()).orElseThrow()));
            whole = Runs.drain(engine);
        }
        try (TorchEngine engine = Runs.engine(WIDE)) {
            assertThat(engine.resume(all.get(0), EvictionSink.none(), snapshots.get("s#1")))
                    .isPresent();
            all.forEach(r -> assertThat(engine.resume(r, EvictionSink.none(), snapshots.get(r.id())))
                    .isEmpty());
            Runs.drain(engine).forEach((id, c) -> assertThat(c.tokens())
                    .as(id)
                    .isEqualTo(whole.get(id).tokens()));
        }
    }

    @Test
    void shouldRefuseMoreThanCanDecodeTogether() {
        GenerationRequest prompt = sampled("n", 60, 40, KvOptions.defaults());
        try (TorchEngine engine =
                Runs.engine(EngineOptions.builder().maxBatch(3).build())) {
            assertThatThrownBy(() -> submit(engine, samples(prompt, 4)))
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                            .isEqualTo("n"))
                    .hasMessageContaining("4")
                    .hasMessageContaining("3");
            assertThat(engine.idle()).isTrue();
            // as many as the batch has rows wait for all of them
            engine.submit(Runs.request("before", 40, 20, KvOptions.defaults()), EvictionSink.none());
            submit(engine, samples(prompt, 3));
            assertThat(Runs.drain(engine)).hasSize(4);
        }
        try (TorchEngine engine =
                Runs.engine(EngineOptions.builder().kvBytes(1 << 20).build())) {
            submit(engine, samples(prompt, 1));
            Runs.drain(engine);
            assertThatThrownBy(() -> submit(engine, samples(prompt, 30)))
                    .isInstanceOfSatisfying(InvalidRequestException.class, e -> assertThat(e.field())
                            .isEqualTo("n"))
                    .hasMessageContaining("bytes");
        }
        assertThatThrownBy(() -> Sample.requireOnePrompt(List.of(
                        new Sample(prompt, EvictionSink.none()),
                        new Sample(Runs.request("o", 60, 40, KvOptions.defaults()), EvictionSink.none()))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
