package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.config.ConfigurationError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Generators of several models that read the same prompts. */
class ModelsTest extends BrokerTest {
    private static void send(Pipeline pipeline, String id, String model) {
        pipeline.send(id, "{\"prompt\":\"" + id + "\",\"max_tokens\":5,\"model\":\"" + model + "\"}");
    }

    private static GeneratorHandle startOther(Pipeline pipeline) {
        return GeneratorApplication.start(
                pipeline.properties(Map.of("scope.only-model", "other")),
                (model, options) -> new RuleEngine(new RuleEngine.Control(), "other"));
    }

    private static String server(Pipeline pipeline, String id) {
        return pipeline.results().stream()
                .filter(result -> result.id().equals(id))
                .map(ResultEvent::model)
                .reduce((a, b) -> {
                    throw new AssertionError("two results of " + id);
                })
                .orElseThrow();
    }

    @Test
    void shouldServeEveryPromptByTheModelThatItNames(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 3);
                GeneratorHandle first = pipeline.start(control, Map.of());
                GeneratorHandle second = startOther(pipeline)) {
            first.awaitReady(Pipeline.PATIENCE);
            second.awaitReady(Pipeline.PATIENCE);
            for (int i = 0; i < 6; i++) {
                pipeline.prompt("any-" + i, "any", 5);
                send(pipeline, "rule-" + i, "rule");
                send(pipeline, "other-" + i, "other");
            }
            send(pipeline, "unknown", "unknown");
            pipeline.send("broken", "{\"prompt\":1,\"model\":\"other\"}");
            pipeline.awaitFinals(20);
            pipeline.readToEnd();

            for (int i = 0; i < 6; i++) {
                assertThat(server(pipeline, "any-" + i)).isEqualTo("rule");
                assertThat(server(pipeline, "rule-" + i)).isEqualTo("rule");
                assertThat(server(pipeline, "other-" + i)).isEqualTo("other");
            }
            assertThat(pipeline.deadLetters()).hasSize(2);
            assertThat(pipeline.deadLetter("unknown").reason())
                    .isEqualTo("'unknown' is not served here; this generator serves 'rule', others 'other'");
            assertThat(pipeline.deadLetter("broken").field()).isEqualTo("prompt");
            assertThat(pipeline.results()).hasSize(18);
        }
    }

    @Test
    void shouldLetPromptsWaitForAModelWhoseGeneratorsAreDown(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 2);
                GeneratorHandle first = pipeline.start(control, Map.of())) {
            first.awaitReady(Pipeline.PATIENCE);
            send(pipeline, "early", "other");
            pipeline.awaitFinals(1);
            try (GeneratorHandle second = startOther(pipeline)) {
                second.awaitReady(Pipeline.PATIENCE);
                send(pipeline, "served", "other");
                pipeline.awaitFinals(2);
            }
            send(pipeline, "waits", "other");
            pipeline.prompt("after", "after", 5);
            pipeline.awaitFinals(3);
            assertThat(pipeline.results()).extracting(ResultEvent::id).containsExactlyInAnyOrder("served", "after");
            pipeline.await(() -> pipeline.lag() == 0, "the first group has read everything");
            try (GeneratorHandle again = startOther(pipeline)) {
                again.awaitReady(Pipeline.PATIENCE);
                pipeline.awaitFinals(4);
            }
            pipeline.readToEnd();
            assertThat(pipeline.results())
                    .extracting(ResultEvent::id)
                    .containsExactlyInAnyOrder("served", "after", "waits");
            assertThat(pipeline.deadLetter("early").field()).isEqualTo("model");
            assertThat(pipeline.deadLetters()).hasSize(1);
        }
    }

    @Test
    void shouldRefuseToServeAnotherModelThanItSays(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 1)) {
            Map<String, Object> options = Map.of("scope.only-model", "other");
            assertThatThrownBy(() -> pipeline.start(control, options))
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContainingAll("'other'", "'rule'");
        }
    }
}
