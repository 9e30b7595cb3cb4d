package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.generator.config.ConfigurationError;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthTest {
    private final HttpClient http = HttpClient.newHttpClient();

    private String get(GeneratorHandle generator, String path) {
        return get(generator.httpPort(), path);
    }

    @Test
    void shouldSayHowFarTheLoadingOfTheModelIs(@TempDir Path directory) throws Exception {
        int port = freePort();
        List<String> answers = new ArrayList<>();
        EngineOpener opener = (model, options) -> {
            answers.add(get(port, "/health"));
            options.loading().progress().loaded(600, 2000);
            answers.add(get(port, "/health"));
            answers.add(get(port, "/health/liveness"));
            throw new IllegalStateException("loaded nothing");
        };
        Map<String, Object> properties = Map.of(
                "kafka.bootstrap.servers",
                "localhost:1",
                "micronaut.server.port",
                port,
                "scope.model",
                directory,
                "scope.threads",
                1);
        assertThatThrownBy(() -> GeneratorApplication.start(properties, opener).close())
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("loaded nothing");
        assertThat(answers.get(0)).contains("DOWN", "the model is being read, 0 %");
        assertThat(answers.get(1))
                .contains("DOWN", "the model is being read, 30 %", "\"loaded_bytes\":600", "\"loading_bytes\":2000");
        assertThat(answers.get(2)).contains("UP").doesNotContain("DOWN");
    }

    private String get(int port, String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void shouldSayThatItIsIdleWhenThereAreMoreInstancesThanPartitions(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                Pipeline pipeline = new Pipeline(broker, "idle", 1, Map.of());
                GeneratorHandle one = pipeline.start(new RuleEngine.Control(), Map.of());
                GeneratorHandle two = pipeline.start(new RuleEngine.Control(), Map.of())) {
            pipeline.await(() -> one.stats().partitions() + two.stats().partitions() == 1, "one has the partition");
            GeneratorHandle idle = one.stats().partitions() == 0 ? one : two;
            GeneratorHandle busy = idle == one ? two : one;
            pipeline.await(() -> get(idle, "/health").contains("no partition is assigned"), "it says so");
            assertThat(get(idle, "/health")).contains("\"status\":\"UP\"").doesNotContain("DOWN");
            pipeline.await(() -> !get(busy, "/health").contains("no partition is assigned"), "the other one doesn't");
        }
    }

    @Test
    void shouldSayThatTheBrokerIsGoneAndGoOnWhenItIsBack(@TempDir Path directory) throws Exception {
        int port = freePort();
        int controller = freePort();
        RuleEngine.Control control = new RuleEngine.Control();
        EmbeddedBroker broker = EmbeddedBroker.start(directory, port, controller);
        Map<String, String> expected = new HashMap<>();
        try (Pipeline pipeline = new Pipeline(broker, "health", 2, Map.of());
                GeneratorHandle generator = pipeline.start(control, Map.of())) {
            pipeline.prompt("before", "before", 20);
            expected.put("before", RuleEngine.text("before", 20));
            pipeline.awaitFinals(1);
            assertThat(get(generator, "/health")).contains("\"status\":\"UP\"").doesNotContain("DOWN");
            control.allow(5);
            pipeline.prompt("during", "during", 400);
            expected.put("during", RuleEngine.text("during", 400));
            pipeline.await(() -> generator.stats().running() == 1, "running");

            broker.close();
            pipeline.await(() -> get(generator, "/health").contains("no broker answers"), "down");
            assertThat(get(generator, "/health/liveness")).contains("UP").doesNotContain("DOWN");
            control.allow(Long.MAX_VALUE);
            broker = EmbeddedBroker.start(directory, port, controller);

            pipeline.awaitFinals(2);
            pipeline.await(() -> !get(generator, "/health").contains("DOWN"), "up again");
            assertThat(get(generator, "/prometheus"))
                    .contains("gen_ai_server_request_duration_seconds_bucket")
                    .contains("gen_ai_server_time_to_first_token_seconds_bucket")
                    .contains(
                            "gen_ai_client_token_usage_total{gen_ai_operation_name=\"text_completion\",gen_ai_provider_name=\"scopestream\",gen_ai_response_model=\"rule\",gen_ai_token_type=\"output\"} 420.0")
                    .contains("scope_results_delivered_total 2.0")
                    .contains("scope_dead_letters_total 0.0")
                    .contains("scope_offset_map_chars_count")
                    .contains("scope_kv_bytes_limit")
                    .contains("scope_lag_records 0.0")
                    .contains("scope_held_records 0.0");
            pipeline.await(() -> pipeline.lag() == 0, "offsets committed");
            pipeline.assertComplete(expected, 0);
        } finally {
            broker.close();
        }
    }

    @Test
    void shouldSayThatAnOpenTransactionKeepsTheGroupsOffsetsFromIt(@TempDir Path directory) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                Pipeline pipeline = new Pipeline(broker, "waiting", 1, Map.of());
                KafkaProducer<byte[], byte[]> other = transactional(broker)) {
            other.initTransactions();
            other.beginTransaction();
            commit(broker, other, pipeline);
            try (GeneratorHandle generator =
                    pipeline.start(new RuleEngine.Control(), Map.of("scope.transaction-timeout", "1s"))) {
                pipeline.prompt("behind", "behind", 20);
                pipeline.await(
                        () -> get(generator, "/health")
                                .contains("the group's offsets of [waiting.prompts-0] aren't known for"),
                        "it says so");
                assertThat(get(generator, "/health")).contains("DOWN", "scopestream topics hanging");

                other.abortTransaction();

                pipeline.awaitFinals(1);
                assertThat(get(generator, "/health"))
                        .contains("\"status\":\"UP\"")
                        .doesNotContain("DOWN");
                pipeline.assertComplete(Map.of("behind", RuleEngine.text("behind", 20)), 0);
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        "other",
                        "transaction.timeout.ms",
                        300_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** An offset of the pipeline's group, in an open transaction. */
    private static void commit(EmbeddedBroker broker, KafkaProducer<byte[], byte[]> producer, Pipeline pipeline) {
        try (KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", pipeline.name),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(pipeline.topic("prompts"), 0), new OffsetAndMetadata(0)),
                    member.groupMetadata());
            producer.flush();
        }
    }
}
