package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts and results of a reasoning model: the bundled one, whose "; " is called {@code </think>}. */
class ReasoningResultsTest {
    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private GeneratorProcesses processes;
    private Path model;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(
                directory.resolve("broker"), 0, 0, Map.of("group.consumer.session.timeout.ms", "3000"));
        processes = new GeneratorProcesses(directory);
        model = BundledModel.materialise("longgen-tiny", directory.resolve("reasoning"));
        addToken("Answer_", "<think>");
        addToken("; ", "</think>");
    }

    private void addToken(String old, String name) throws IOException {
        Path file = model.resolve("tokenizer.json");
        String json = Files.readString(file).replace("\"" + old + "\":", "\"" + name + "\":");
        String id = json.replaceAll("(?s).*\"" + name + "\": ?(\\d+).*", "$1");
        String token = "{\"id\":" + id + ",\"content\":\"" + name + "\",\"single_word\":false,\"lstrip\":false,"
                + "\"rstrip\":false,\"normalized\":false,\"special\":false},";
        Files.writeString(file, json.replace("\"added_tokens\": [", "\"added_tokens\": [" + token));
    }

    @AfterEach
    void stop() throws Exception {
        processes.close();
        broker.close();
    }

    private void startProcess(Pipeline pipeline) throws IOException {
        processes.start(
                pipeline,
                Map.of(
                        "SCOPE_MODEL",
                        model.toString(),
                        "SCOPE_SPILL_DIRECTORY",
                        directory.resolve("spill").toString(),
                        "SCOPE_SPILL_CHECKPOINT_TOKENS",
                        "16"));
    }

    @Test
    void shouldHaveReasoningApartFromTheTextAlsoAfterAKill() throws Exception {
        String document = "{\"prompt\":\"" + RealEngineTest.document(1, 30) + "\",";
        String slide = "\"kv\":{\"decode\":\"slide\",\"window\":48,\"recent\":16}";
        try (Pipeline pipeline = new Pipeline(broker, "reasoning", 2, Map.of())) {
            pipeline.send("free", document + "\"max_tokens\":30}");
            pipeline.send("tokens", document + "\"max_tokens\":30,\"stop_token_ids\":[9,11]}");
            pipeline.send(
                    "limit",
                    document + "\"max_tokens\":1500,\"max_reasoning_tokens\":4,\"ignore_eos\":true," + slide + "}");
            pipeline.send("beyond", document + "\"stop_token_ids\":[5,223]}");
            pipeline.send("mixed", document + "\"stop\":[\"a\",\"b<eos>\"]}");
            startProcess(pipeline);
            pipeline.await(
                    () -> tokens(pipeline, "limit", 1) > 96
                            && pipeline.results().size() == 2,
                    "far");
            assertThat(pipeline.deadLetter("beyond").field()).isEqualTo("stop_token_ids");
            assertThat(pipeline.deadLetter("mixed").reason()).contains("control token '<eos>'");
            processes.close();
            startProcess(pipeline);
            pipeline.awaitFinals(5);
            pipeline.readToEnd();

            ResultEvent free = result(pipeline, "free");
            assertThat(free.output().reasoning()).isEqualTo("1: 7+1=8");
            assertThat(free.output().text()).startsWith("#1=8. The answer is 8\n<think>2: ");
            assertThat(free.usage().reasoningTokens()).isEqualTo(9);
            assertThat(free.usage().completionTokens()).isEqualTo(30);
            shouldBeItsChunks(pipeline, free);

            ResultEvent tokens = result(pipeline, "tokens");
            assertThat(tokens.output().finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(tokens.output().text()).isEmpty();
            assertThat(tokens.output().reasoning()).isEqualTo("1: 7+1=");
            shouldBeItsChunks(pipeline, tokens);

            ResultEvent limit = result(pipeline, "limit");
            assertThat(limit.attempt()).isEqualTo(2);
            assertThat(limit.output().reasoning()).isEqualTo("1: 7");
            assertThat(limit.usage().reasoningTokens()).isEqualTo(5);
            assertThat(limit.usage().completionTokens()).isEqualTo(1500);
            shouldBeItsChunks(pipeline, limit);
            assertThat(tokens(pipeline, "limit", 2)).isEqualTo(1500);
        }
    }

    private static int tokens(Pipeline pipeline, String id, int attempt) {
        return pipeline.chunks().stream()
                .filter(c -> c.id().equals(id) && c.attempt() == attempt)
                .mapToInt(ChunkEvent::tokens)
                .sum();
    }

    private static void shouldBeItsChunks(Pipeline pipeline, ResultEvent result) {
        String reasoning = pipeline.chunks().stream()
                .filter(c -> c.id().equals(result.id()) && c.attempt() == result.attempt() && c.reasoning() != null)
                .sorted(Comparator.comparingInt(ChunkEvent::index))
                .map(ChunkEvent::reasoning)
                .collect(Collectors.joining());
        assertThat(reasoning).isEqualTo(result.output().reasoning());
        assertThat(pipeline.chunkText(result)).isEqualTo(result.output().text());
    }

    private static ResultEvent result(Pipeline pipeline, String id) {
        return pipeline.results().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
