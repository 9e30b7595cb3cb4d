package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.config.ConfigurationError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Generators of several models that read the same prompts. */
class ModelsTest extends BrokerTest {
    private static void send(Pipeline pipeline, String id, String model) {
        pipeline.send(id, "{\"prompt\":\"" + id + "\",\"max_tokens\":5,\"model\":\"" + model + "\"}");
    }

    private static GeneratorHandle startOther(Pipeline pipeline) {
        return startModel(pipeline, "other", Map.of("scope.only-model", "other"));
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

    @Test
    void shouldNotJoinAGroupThatServesAnotherModel(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 1);
                GeneratorHandle first = pipeline.start(control, Map.of("scope.instance-id", "one"))) {
            first.awaitReady(Pipeline.PATIENCE);
            assertThatThrownBy(() -> startModel(pipeline, "other", Map.of()))
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContainingAll("'rule' (one)", "'other'", "set scope.only-model=other");
            assertThatThrownBy(() -> startModel(pipeline, "rule", Map.of("scope.only-model", "rule")))
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContainingAll("'rule'", "(one)", "leave scope.only-model out");
            pipeline.prompt("served", "served", 5);
            pipeline.awaitFinals(1);
            assertThat(server(pipeline, "served")).isEqualTo("rule");
        }
    }

    @Test
    void shouldNotServeAModelThatHasAGroupOfItsOwnBesideIt(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 1);
                GeneratorHandle alone = startOther(pipeline)) {
            alone.awaitReady(Pipeline.PATIENCE);
            assertThatThrownBy(() -> startModel(pipeline, "other", Map.of()))
                    .isInstanceOf(ConfigurationError.class)
                    .hasMessageContainingAll("'other'", "set scope.only-model=other");
        }
    }

    /** Another model's generator that joined after this one had looked who is there. */
    @Test
    void shouldNotRefuseAPromptThatAnotherMemberServes(TestInfo test) throws Exception {
        try (Pipeline pipeline = pipeline(test, 2);
                GeneratorHandle first = pipeline.start(control, Map.of())) {
            first.awaitReady(Pipeline.PATIENCE);
            try (Consumer<byte[], byte[]> ghost = member(pipeline, "two;model=other")) {
                pipeline.await(
                        () -> !ghost.poll(Duration.ofMillis(20)).isEmpty()
                                || !ghost.assignment().isEmpty(),
                        "the other member has a partition");
                for (int i = 0; i < 8; i++) {
                    send(pipeline, "other-" + i, "other");
                }
                pipeline.await(
                        () -> {
                            ghost.poll(Duration.ofMillis(20));
                            return health(first).contains("serves the model 'other' (two)");
                        },
                        "the first one is out of the group and says why");
                pipeline.readToEnd();
                assertThat(pipeline.deadLetters()).isEmpty();
            }
            pipeline.awaitFinals(8);
            assertThat(pipeline.deadLetters()).hasSize(8);
        }
    }

    private static GeneratorHandle startModel(Pipeline pipeline, String model, Map<String, Object> more) {
        return GeneratorApplication.start(
                pipeline.properties(more), (path, options) -> new RuleEngine(new RuleEngine.Control(), model));
    }

    private static Consumer<byte[], byte[]> member(Pipeline pipeline, String clientId) {
        Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        broker().bootstrapServers(),
                        "group.protocol",
                        "consumer",
                        "group.id",
                        pipeline.name,
                        "client.id",
                        clientId,
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(pipeline.topic("prompts")));
        return consumer;
    }

    private static String health(GeneratorHandle generator) {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + generator.httpPort() + "/health"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
