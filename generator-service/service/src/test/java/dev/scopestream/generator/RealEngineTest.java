package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.engine.Budget;
import dev.scopestream.engine.EngineEvent;
import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.EvictionSink;
import dev.scopestream.engine.GenerationRequest;
import dev.scopestream.engine.KvOptions;
import dev.scopestream.engine.Sampling;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.engine.decode.TorchEngine;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultEvent;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealEngineTest {
    private static EmbeddedBroker broker;

    @TempDir
    private static Path directory;

    private static Path model;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("broker"));
        model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** A document of the task that the model was trained for. */
    static String document(int first, int questions) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < questions; i++) {
            text.append(
                    "Question_" + (first + i) + ": " + (first * 7 + i * 3) % 10 + "+" + (first + i * 5) % 10 + "\\n");
        }
        return text + "\\n";
    }

    private static String answers(int first, int questions) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < questions; i++) {
            int a = (first * 7 + i * 3) % 10;
            int b = (first + i * 5) % 10;
            int label = first + i;
            int sum = (a + b) % 10;
            text.append("Answer_" + label + ": " + a + "+" + b + "=" + sum + "; #" + label + "=" + sum
                    + ". The answer is " + sum + "\n");
        }
        return text.toString();
    }

    @Test
    void shouldAnswerThroughKafkaWhatTheModelAnswersAndSpillWhatIsEvicted() {
        String slide = "\"kv\":{\"prefill\":\"allkv\",\"decode\":\"slide\",\"window\":48,\"recent\":16}";
        Map<String, Object> options = Map.of(
                "scope.model",
                model,
                "scope.threads",
                1,
                "scope.max-batch",
                4,
                "scope.spill.directory",
                directory.resolve("spill"),
                "scope.spill.keep",
                true);
        Map<String, String> expected = new HashMap<>();
        String recall =
                "\"kv\":{\"prefill\":\"snapkv\",\"decode\":\"slide\",\"capacity\":16,\"window\":16,\"recent\":8,"
                        + "\"recall\":{\"slots\":400,\"every\":1}}";
        String slidText = alone(document(3, 10).replace("\\n", "\n"));
        try (Pipeline pipeline = new Pipeline(broker, "real", 2, Map.of())) {
            try (GeneratorHandle generator = GeneratorApplication.start(pipeline.properties(options))) {
                for (int i = 0; i < 6; i++) {
                    int first = 1 + i * 5;
                    pipeline.send("full-" + i, "{\"prompt\":\"" + document(first, 8 + i) + "\",\"max_tokens\":300}");
                    expected.put("full-" + i, answers(first, 8 + i));
                }
                pipeline.send("slide", "{\"prompt\":\"" + document(3, 10) + "\",\"max_tokens\":300," + slide + "}");
                expected.put("slide", slidText);
                pipeline.send("recall", "{\"prompt\":\"" + document(6, 9) + "\",\"max_tokens\":300," + recall + "}");
                pipeline.send("policy", "{\"prompt\":\"#1\",\"kv\":{\"prefill\":\"magic\"}}");
                pipeline.send("pair", "{\"prompt\":\"#1\",\"kv\":{\"prefill\":\"allkv\",\"decode\":\"slm\"}}");
                pipeline.awaitFinals(10);
                assertThat(generator.stats().tokens()).isGreaterThan(500);
            }
            long right = pipeline.results().stream()
                    .filter(r -> r.id().startsWith("full") && r.output().text().equals(expected.get(r.id())))
                    .count();
            assertThat(right).as("documents answered right to the letter").isGreaterThanOrEqualTo(4);
            // with recall slots for all entries, what comes back from the disk makes the compressed cache the full one
            ResultEvent recalled = result(pipeline, "recall");
            assertThat(recalled.output().text()).isEqualTo(expected.get("full-1"));
            assertThat(recalled.kv().recall().recalled()).isPositive();
            assertThat(recalled.kv().recall().lost()).isZero();
            pipeline.results()
                    .forEach(r -> expected.put(
                            r.id(),
                            r.id().equals("slide") ? slidText : r.output().text()));
            pipeline.assertComplete(expected, 2);
            assertThat(pipeline.deadLetter("policy").field()).isEqualTo("kv.prefill");
            assertThat(pipeline.deadLetter("policy").reason()).contains("magic", "allkv", "h2o");
            assertThat(pipeline.deadLetter("pair").field()).isEqualTo("kv.decode");
            ResultEvent slid = result(pipeline, "slide");
            assertThat(slid.kv().evictions().decode()).isPositive();
            assertThat(slid.kv().evictions().spilled())
                    .isEqualTo(slid.kv().evictions().decode());
            assertThat(slid.kv().policy().name()).isEqualTo("allkv+slide");
            assertThat(slid.output().finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(slid.timings().timeToFirstTokenMs()).isPositive();
        }
    }

    private static ResultEvent result(Pipeline pipeline, String id) {
        return pipeline.results().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** What the bare engine says under the policy allkv+slide. */
    private static String alone(String prompt) {
        try (TorchEngine engine = TorchEngine.open(
                model,
                EngineOptions.builder()
                        .threads(1)
                        .maxBatch(4)
                        .kvBytes(2L << 30)
                        .prefillChunk(256)
                        .build())) {
            KvOptions kv = KvOptions.builder()
                    .prefill("allkv")
                    .decode("slide")
                    .capacity(Budget.tokens(1024))
                    .window(Budget.tokens(48))
                    .recent(Budget.tokens(16))
                    .build();
            engine.submit(
                    new GenerationRequest("a", engine.encode(prompt), 300, Sampling.greedy(), List.of(), kv, false),
                    EvictionSink.none());
            while (true) {
                for (EngineEvent event : engine.step()) {
                    if (event instanceof EngineEvent.Finished finished) {
                        return finished.completion().text();
                    }
                }
            }
        }
    }
}
