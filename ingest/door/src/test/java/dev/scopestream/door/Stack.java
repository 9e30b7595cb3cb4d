package dev.scopestream.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.Topics;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A real broker, a real generator of the tiny model, and doors in front of them. */
final class Stack implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final String SUMS = "Question_1: 3+5\\nQuestion_2: 4-1\\nQuestion_3: 2+2\\nQuestion_4: 9-3\\nQuestion_5: 7+1"
            + "\\nQuestion_6: 6-2\\n\\n";
    static final String FIRST = "Answer_1: 3+5=8; #1=8. The answer is 8";

    private final List<Runnable> parts = new ArrayList<>();
    final EmbeddedBroker broker;
    final HttpClient http = HttpClient.newHttpClient();

    Stack(Path directory) throws Exception {
        this(directory, true);
    }

    /** @param generator whether there is one */
    Stack(Path directory, boolean generator) throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("broker"));
        parts.add(broker::close);
        try (Admin admin = Admin.create(client())) {
            new TopicAdmin(admin, PATIENCE).apply(TopicPlan.bundled().withReplication(1));
        }
        if (generator) {
            startGenerator(directory);
        }
    }

    private void startGenerator(Path directory) throws IOException, InterruptedException {
        Path template = Files.writeString(
                directory.resolve("template.jinja"),
                "{{ bos_token }}{% for m in messages %}{{ m['content'] }}{% endfor %}");
        GeneratorHandle generator = GeneratorApplication.start(Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "micronaut.server.port",
                -1,
                "scope.model",
                BundledModel.materialise("longgen-tiny", directory.resolve("models"))
                        .toString(),
                "scope.dtype",
                "fp32",
                "scope.threads",
                1,
                "scope.chat-template",
                template.toString()));
        parts.add(generator::close);
        assertThat(generator.awaitReady(PATIENCE)).isTrue();
    }

    Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    /** A member of a group that reads prompts. */
    Consumer<byte[], byte[]> member(String group, String clientId) {
        Map<String, Object> settings = new HashMap<>(client());
        settings.put("group.protocol", "consumer");
        settings.put("group.id", group);
        settings.put("client.id", clientId);
        settings.put("enable.auto.commit", false);
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(Topics.PROMPTS));
        return consumer;
    }

    /** One more door, which is ready. */
    DoorHandle door(Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("kafka.bootstrap.servers", broker.bootstrapServers());
        properties.put("micronaut.server.port", -1);
        DoorHandle door = DoorApplication.start(properties);
        parts.add(door::close);
        await("the door is ready", door::isReady);
        return door;
    }

    static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as(what).isLessThan(PATIENCE.toNanos());
            Thread.onSpinWait();
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }

    /** A request's body: {@code prompt} is JSON's inner text. */
    static String completion(String more) {
        return "{\"model\": \"longgen-tiny\", \"prompt\": \"" + SUMS + "\", \"max_tokens\": 128" + more + "}";
    }

    static String chat(String more) {
        return "{\"model\": \"longgen-tiny\", \"messages\": [{\"role\": \"user\", \"content\": \"" + SUMS
                + "\"}], \"max_tokens\": 128" + more + "}";
    }

    HttpRequest.Builder request(DoorHandle door, String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://localhost:" + door.uri().getPort() + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json");
    }

    HttpResponse<String> post(DoorHandle door, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(door, path).POST(HttpRequest.BodyPublishers.ofString(body));
        return http.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(DoorHandle door, String path) throws IOException, InterruptedException {
        return http.send(request(door, path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    /** The data of server-sent events. */
    static List<String> data(String events) {
        return events.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    @Override
    public void close() {
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).run();
        }
    }
}
