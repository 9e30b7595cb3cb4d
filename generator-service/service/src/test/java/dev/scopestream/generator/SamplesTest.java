package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultChoice;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.spill.rocks.SpillInspector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several samples of one prompt: one result, with what each sample would be as a request of its own. */
class SamplesTest {
    private static final long SEED = 11;
    private static final String SAMPLED = ",\"temperature\":4,\"seed\":";
    private static final String RECALL = ",\"kv\":{\"prefill\":\"snapkv\",\"decode\":\"slide\",\"capacity\":48,"
            + "\"window\":32,\"recent\":8,\"recall\":{\"slots\":16,\"every\":2}}";
    private static final String H2O =
            ",\"kv\":{\"prefill\":\"h2o\",\"decode\":\"h2o\",\"capacity\":\"60%\"," + "\"window\":64,\"recent\":16}";

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(
                directory.resolve("broker"), 0, 0, Map.of("group.consumer.session.timeout.ms", "3000"));
    }

    @AfterEach
    void stop() throws Exception {
        broker.close();
    }

    private Map<String, Object> real(Map<String, Object> more) {
        Map<String, Object> options = new TreeMap<>(more);
        options.put("scope.model", BundledModel.materialise("longgen-tiny", directory.resolve("models")));
        options.put("scope.threads", 1);
        options.put("scope.max-batch", 16);
        return options;
    }

    private static String prompt(int first, String more) {
        return "{\"prompt\":\"" + RealEngineTest.document(first, 12) + "\",\"max_tokens\":150" + more + "}";
    }

    /** The prompt with several samples, and one for each sample's seed. */
    private static void send(Pipeline pipeline, String id, int samples, String more) {
        pipeline.send(id, prompt(3, SAMPLED + SEED + ",\"n\":" + samples + more));
        for (int k = 0; k < samples; k++) {
            pipeline.send(id + "/" + k, prompt(3, SAMPLED + (SEED + k) + more));
        }
    }

    private static ResultEvent result(Pipeline pipeline, String id) {
        List<ResultEvent> all =
                pipeline.results().stream().filter(r -> r.id().equals(id)).toList();
        assertThat(all).as(id).hasSize(1);
        return all.get(0);
    }

    /** Its choices are the results of single prompts, and its chunks make up their texts. */
    private static void assertSamples(Pipeline pipeline, String id, int samples) {
        ResultEvent result = result(pipeline, id);
        assertThat(result.choices()).hasSize(samples);
        assertThat(result.output()).isEqualTo(result.choices().get(0).output());
        assertThat(result.kv()).isEqualTo(result.choices().get(0).kv());
        int tokens = 0;
        for (int k = 0; k < samples; k++) {
            ResultChoice choice = result.choices().get(k);
            ResultEvent alone = result(pipeline, id + "/" + k);
            assertThat(choice.index()).isEqualTo(k);
            assertThat(choice.seed()).isEqualTo(SEED + k);
            assertThat(choice.output()).as(id + "/" + k).isEqualTo(alone.output());
            assertThat(choice.kv().evictions().prefill())
                    .isEqualTo(alone.kv().evictions().prefill());
            assertThat(choice.kv().evictions().decode())
                    .isEqualTo(alone.kv().evictions().decode());
            assertThat(chunkText(pipeline, result, k)).isEqualTo(choice.output().text());
            tokens += choice.output().tokenIds().size();
        }
        assertThat(result.usage().completionTokens()).isEqualTo(tokens);
        assertThat(result.usage().promptTokens())
                .isEqualTo(result(pipeline, id + "/0").usage().promptTokens());
        assertThat(result.outputs().stream().distinct()).hasSizeGreaterThan(1);
    }

    private static String chunkText(Pipeline pipeline, ResultEvent result, int choice) {
        List<ChunkEvent> own = pipeline.chunks().stream()
                .filter(c -> c.id().equals(result.id()) && c.attempt() == result.attempt() && c.choice() == choice)
                .toList();
        assertThat(own.stream().filter(ChunkEvent::last)).hasSize(1);
        return own.stream()
                .collect(Collectors.toMap(ChunkEvent::index, ChunkEvent::text, (a, b) -> a, TreeMap::new))
                .values()
                .stream()
                .collect(Collectors.joining());
    }

    @Test
    void shouldGiveEachSampleWhatASinglePromptWithItsSeedHas() {
        Map<String, Object> options =
                real(Map.of("scope.spill.directory", directory.resolve("spill").toString()));
        try (Pipeline pipeline = new Pipeline(broker, "samples", 2, Map.of());
                GeneratorHandle generator = GeneratorApplication.start(pipeline.properties(options))) {
            send(pipeline, "full", 4, "");
            send(pipeline, "h2o", 3, H2O);
            send(pipeline, "recall", 4, RECALL);
            pipeline.send("greedy", prompt(5, ",\"n\":3"));
            pipeline.send("one", prompt(5, ",\"n\":1"));
            pipeline.send("many", prompt(5, ",\"n\":17"));
            pipeline.send("none", prompt(5, ",\"n\":0"));
            pipeline.send("late", prompt(5, ",\"n\":4,\"deadline_ms\":1"));
            pipeline.awaitFinals(19);
            pipeline.readToEnd();
            assertSamples(pipeline, "full", 4);
            assertSamples(pipeline, "h2o", 3);
            assertSamples(pipeline, "recall", 4);
            assertThat(result(pipeline, "recall").choices())
                    .allMatch(c ->
                            c.kv().recall().recalled() > 0 && c.kv().recall().lost() == 0);
            ResultEvent one = result(pipeline, "one");
            assertThat(one.choices()).isEmpty();
            assertThat(result(pipeline, "greedy").outputs()).hasSize(3).containsOnly(one.output());
            assertThat(pipeline.deadLetter("many").field()).isEqualTo("n");
            assertThat(pipeline.deadLetter("many").reason()).contains("17", "16");
            assertThat(pipeline.deadLetter("none").field()).isEqualTo("n");
            assertThat(result(pipeline, "late").outputs())
                    .hasSize(4)
                    .allMatch(o -> o.finishReason() == FinishReason.DEADLINE);
            assertThat(pipeline.lag()).isZero();
            assertThat(generator.stats().running()).isZero();
        }
    }

    @Test
    void shouldCancelAllSamples() {
        RuleEngine.Control control = new RuleEngine.Control();
        control.allow(20);
        try (Pipeline pipeline = new Pipeline(broker, "cancelled", 1, Map.of());
                GeneratorHandle generator = pipeline.start(control, Map.of())) {
            pipeline.send("c", "{\"prompt\":\"c\",\"max_tokens\":200,\"n\":3}");
            pipeline.await(() -> generator.stats().running() == 3, "all run");
            pipeline.await(() -> !pipeline.chunks().isEmpty(), "one has tokens");
            pipeline.cancel("c");
            pipeline.awaitFinals(1);
            ResultEvent result = result(pipeline, "c");
            assertThat(result.outputs()).hasSize(3).allMatch(o -> o.finishReason() == FinishReason.CANCELLED);
            assertThat(result.ended()).isEqualTo(FinishReason.CANCELLED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "kafka"})
    void shouldGoOnWhereAllSamplesWereWhenItWasKilled(String store) throws Exception {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "SCOPE_SPILL_DIRECTORY", directory.resolve("spill").toString(), "SCOPE_SPILL_CHECKPOINT_TOKENS", "8"));
        if (!store.isEmpty()) {
            environment.put("SCOPE_CHECKPOINT_STORE", store);
        }
        // what a killed generator had yet to write of evicted entries is lost for whoever goes on from a shared
        // checkpoint
        List<String> kinds = store.isEmpty() ? List.of("", H2O, RECALL) : List.of("", H2O);
        int samples = 4 * kinds.size();
        try (GeneratorProcesses processes = new GeneratorProcesses(directory);
                Pipeline pipeline = new Pipeline(broker, "killed" + store, 2, Map.of())) {
            for (int i = 0; i < kinds.size(); i++) {
                pipeline.send("k-" + i, prompt(3, SAMPLED + SEED + ",\"n\":4" + kinds.get(i)));
            }
            Process first = processes.start(pipeline, environment);
            pipeline.await(
                    () -> IntStream.range(0, samples).allMatch(s -> tokens(pipeline, s / 4, s % 4) >= 40),
                    "all are far");
            first.destroyForcibly().waitFor();
            pipeline.readToEnd();
            List<ResultEvent> before = new ArrayList<>(pipeline.results());
            assertThat(before).as("killed in the middle").hasSizeLessThan(kinds.size());
            Process second = processes.start(pipeline, environment);
            pipeline.awaitFinals(kinds.size());
            for (int i = 0; i < kinds.size(); i++) {
                for (int k = 0; k < 4; k++) {
                    pipeline.send("k-" + i + "/" + k, prompt(3, SAMPLED + (SEED + k) + kinds.get(i)));
                }
            }
            pipeline.awaitFinals(kinds.size() + samples);
            pipeline.readToEnd();
            for (int i = 0; i < kinds.size(); i++) {
                assertSamples(pipeline, "k-" + i, 4);
                ResultEvent result = result(pipeline, "k-" + i);
                if (!before.contains(result)) {
                    assertThat(result.attempt()).isEqualTo(2);
                    assertThat(result.resumedTokens()).as(processes.log(1)).isGreaterThanOrEqualTo(24);
                }
            }
            second.destroy();
            assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(SpillInspector.inspect(directory.resolve("spill"))
                            .report()
                            .requests())
                    .isEmpty();
        }
    }

    /** Of one sample so far; those of one that has ended are enough. */
    private static int tokens(Pipeline pipeline, int prompt, int choice) {
        return pipeline.chunks().stream()
                .filter(c -> c.id().equals("k-" + prompt) && c.choice() == choice)
                .mapToInt(c -> c.last() ? 1000 : c.tokens())
                .sum();
    }
}
