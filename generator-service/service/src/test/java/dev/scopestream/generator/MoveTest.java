package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.resume.SharedCheckpoints;
import dev.scopestream.generator.resume.topic.PointerCodec;
import dev.scopestream.generator.resume.topic.RecordWriter;
import dev.scopestream.generator.resume.topic.SliceReader;
import dev.scopestream.generator.resume.topic.TopicInspector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that go on in another generator, which shares nothing with the first but a store of checkpoints. */
class MoveTest {
    private static final int REQUESTS = 8;
    private static final int TOKENS = 200;
    private static final String SEEDED = ",\"temperature\":0.8,\"top_p\":0.9,\"seed\":11,"
            + "\"kv\":{\"decode\":\"slide\",\"window\":48,\"recent\":16}";

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

    private Path shared() {
        return directory.resolve("shared");
    }

    private Map<String, Object> options(String name, int interval) {
        return options(name, interval, "directory:" + shared());
    }

    private static Map<String, Object> options(String name, int interval, String store) {
        return Map.of(
                "scope.instance-id",
                name,
                "scope.checkpoint.store",
                store,
                "scope.spill.checkpoint-tokens",
                interval,
                "scope.revoke-budget",
                "5s",
                "scope.drain-budget",
                "10ms");
    }

    private static Map<String, String> send(Pipeline pipeline) {
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            pipeline.prompt("p-" + i, "p-" + i, TOKENS);
            expected.put("p-" + i, RuleEngine.text("p-" + i, TOKENS));
        }
        return expected;
    }

    private static boolean eachHas(Pipeline pipeline, int tokens, int requests) {
        Map<String, Integer> counts = new HashMap<>();
        pipeline.chunks().stream().filter(c -> !c.last()).forEach(c -> counts.merge(c.id(), c.tokens(), Integer::sum));
        return counts.values().stream().filter(n -> n >= tokens).count() >= requests;
    }

    private List<Path> files() {
        try (var tree = Files.walk(shared())) {
            return tree.filter(file -> file.toString().endsWith(".ckpt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String metrics(GeneratorHandle generator) throws Exception {
        URI uri = URI.create("http://localhost:" + generator.httpPort() + "/prometheus");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Pointers that the group has committed, of all partitions. */
    private static long pointers(Pipeline pipeline) {
        return pipeline.committed().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(pipeline.topic("checkpoints")))
                .mapToLong(entry -> PointerCodec.decode(
                                entry.getValue().offset(), entry.getValue().metadata())
                        .orElseThrow()
                        .pointers()
                        .size())
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"directory", "kafka"})
    void shouldRepeatNoTokenOfWhatARebalanceAndAStopGiveAway(String kind) throws Exception {
        boolean kafka = kind.equals("kafka");
        String store = kafka ? kind : "directory:" + shared();
        RuleEngine.Control first = new RuleEngine.Control();
        RuleEngine.Control second = new RuleEngine.Control();
        first.allow(0);
        second.allow(0);
        try (Pipeline pipeline = new Pipeline(broker, "given", 2, Map.of())) {
            Map<String, String> expected = send(pipeline);
            GeneratorHandle one = pipeline.start(first, options("one", 0, store));
            pipeline.await(() -> one.stats().running() == REQUESTS, "all run");
            first.allow(40);
            pipeline.await(() -> eachHas(pipeline, 40, REQUESTS), "all have 40 tokens");
            try (GeneratorHandle two = pipeline.start(second, options("two", 0, store))) {
                pipeline.await(() -> two.stats().running() > 0, "a partition's went to the second one");
                one.close();
                pipeline.await(() -> two.stats().running() == REQUESTS, "all are there");
                second.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(REQUESTS);
                pipeline.assertComplete(expected, 0);
                assertThat(pipeline.results()).allSatisfy(result -> {
                    assertThat(result.worker()).isEqualTo("two");
                    assertThat(result.attempt()).isEqualTo(2);
                    assertThat(result.moves()).isEqualTo(1);
                    assertThat(result.resumedTokens()).isEqualTo(40);
                });
                assertThat(metrics(two))
                        .contains("scope_resumed_moved_total " + REQUESTS + ".0")
                        .contains("scope_resumed_tokens_total " + 40 * REQUESTS + ".0");
                pipeline.await(() -> kafka ? pointers(pipeline) == 0 : files().isEmpty(), "nothing is left of them");
            }
        }
    }

    @Test
    void shouldBeginAnewWhereACheckpointIsDamagedAndSayHowOften() throws Exception {
        RuleEngine.Control first = new RuleEngine.Control();
        first.allow(0);
        try (Pipeline pipeline = new Pipeline(broker, "damaged", 1, Map.of())) {
            Map<String, String> expected = send(pipeline);
            GeneratorHandle one = pipeline.start(first, options("one", 4));
            pipeline.await(() -> one.stats().running() == REQUESTS, "all run");
            first.allow(40);
            pipeline.await(
                    () -> eachHas(pipeline, 40, REQUESTS) && files().size() == REQUESTS,
                    "all have 40 tokens and are saved");
            one.abandon();
            List<Path> files = files();
            byte[] whole = Files.readAllBytes(files.get(0));
            Files.write(files.get(0), Arrays.copyOf(whole, whole.length - 20));
            byte[] flipped = Files.readAllBytes(files.get(1));
            flipped[flipped.length / 2] ^= 1;
            Files.write(files.get(1), flipped);
            Files.write(files.get(2), Files.readAllBytes(files.get(3)));
            try (GeneratorHandle two = pipeline.start(new RuleEngine.Control(), options("two", 4))) {
                pipeline.awaitFinals(REQUESTS);
                pipeline.assertComplete(expected, 0);
                assertThat(metrics(two))
                        .contains("scope_resumed_requests_total " + (REQUESTS - 3) + ".0")
                        .contains("scope_checkpoints_ignored_total{reason=\"torn\"} 1.0")
                        .contains("scope_checkpoints_ignored_total{reason=\"bad_checksum\"} 1.0")
                        .contains("scope_checkpoints_ignored_total{reason=\"misplaced\"} 1.0");
            }
            assertThat(pipeline.results().stream().map(ResultEvent::moves).filter(moves -> moves == 1))
                    .hasSize(REQUESTS - 3);
            assertThat(pipeline.results().stream().filter(r -> r.moves() == 1))
                    .as("at most the interval is done again, and a step for each other request")
                    .allSatisfy(r -> assertThat(40 - r.resumedTokens()).isBetween(0, 4 + REQUESTS));
        }
    }

    @Test
    void shouldServeWithoutCheckpointsWhereTheDirectoryCannotBeUsed() throws Exception {
        Files.writeString(shared(), "no directory");
        try (Pipeline pipeline = new Pipeline(broker, "unusable", 1, Map.of());
                GeneratorHandle one = pipeline.start(new RuleEngine.Control(), options("one", 4))) {
            Map<String, String> expected = send(pipeline);
            pipeline.awaitFinals(REQUESTS);
            pipeline.assertComplete(expected, 0);
            assertThat(metrics(one)).containsPattern("scope_checkpoints_store_failed_total [1-9]");
        }
    }

    @Test
    void shouldBeginAnewWhereATopicLostTheCheckpointsOrTheirPointers() throws Exception {
        RuleEngine.Control first = new RuleEngine.Control();
        first.allow(0);
        try (Pipeline pipeline = new Pipeline(broker, "lost", 2, Map.of())) {
            Map<String, String> expected = send(pipeline);
            GeneratorHandle one = pipeline.start(first, options("one", 4, "kafka"));
            pipeline.await(() -> one.stats().running() == REQUESTS, "all run");
            first.allow(40);
            pipeline.await(() -> eachHas(pipeline, 40, REQUESTS) && pointers(pipeline) == REQUESTS, "all are saved");
            Optional<Throwable> refused = inspect("lost", inspector -> {
                List<TopicInspector.Found> found = inspector.list();
                assertThat(found).hasSize(REQUESTS).allSatisfy(each -> {
                    assertThat(inspector.header(each).found()).isPresent();
                    assertThat(inspector.verify(each).found()).isPresent();
                });
                inspector.drop(found.get(0));
            });
            assertThat(refused.orElseThrow()).as("its owner runs").hasCauseInstanceOf(UnknownMemberIdException.class);
            one.abandon();
            assertThat(inspect("lost", inspector -> inspector.drop(ofPartition(inspector.list(), 1))))
                    .isEmpty();
            TopicPartition topic = new TopicPartition(pipeline.topic("checkpoints"), 0);
            OffsetAndMetadata committed = pipeline.committed().get(topic);
            pipeline.harm().deleteRecords(topic, -1);
            int without = PointerCodec.decode(committed.offset(), committed.metadata())
                    .orElseThrow()
                    .pointers()
                    .size();
            try (GeneratorHandle two = pipeline.start(new RuleEngine.Control(), options("two", 4, "kafka"))) {
                pipeline.awaitFinals(REQUESTS);
                pipeline.assertComplete(expected, 0);
                assertThat(metrics(two))
                        .contains("scope_resumed_requests_total " + (REQUESTS - without - 1) + ".0")
                        .contains("scope_checkpoints_ignored_total{reason=\"torn\"} " + without + ".0");
            }
            assertThat(pipeline.results().stream().filter(r -> r.moves() == 1))
                    .hasSize(REQUESTS - without - 1)
                    .allSatisfy(r -> assertThat(40 - r.resumedTokens()).isBetween(0, 4 + REQUESTS));
        }
    }

    private static TopicInspector.Found ofPartition(List<TopicInspector.Found> all, int partition) {
        return all.stream()
                .filter(found -> found.partition() == partition)
                .findFirst()
                .orElseThrow();
    }

    /** What was thrown. */
    private Optional<Throwable> inspect(String group, Consumer<TopicInspector> look) {
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (Admin admin = Admin.create(client);
                SliceReader reader = new SliceReader(
                        () -> new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
                RecordWriter writer = new RecordWriter(
                        () -> new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()))) {
            look.accept(new TopicInspector(
                    admin,
                    reader,
                    writer,
                    group,
                    group + ".checkpoints",
                    SharedCheckpoints.space(group, group + ".prompts")));
            return Optional.empty();
        } catch (KafkaException e) {
            return Optional.of(e);
        }
    }

    @Test
    void shouldServeWithoutCheckpointsWhereThereIsNoTopic() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "none", 1, Map.of())) {
            Map<String, Object> options = new HashMap<>(options("one", 4, "kafka"));
            options.put("scope.topics.checkpoints", "not.there");
            try (GeneratorHandle one = pipeline.start(new RuleEngine.Control(), options)) {
                Map<String, String> expected = send(pipeline);
                pipeline.awaitFinals(REQUESTS);
                pipeline.assertComplete(expected, 0);
                pipeline.await(() -> failed(one), "the refusal is counted");
            }
        }
    }

    private static boolean failed(GeneratorHandle generator) {
        try {
            return metrics(generator).matches("(?s).*scope_checkpoints_store_failed_total [1-9].*");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tiny model in processes of their own, with spill directories of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"directory", "kafka"})
    @Tag("slow")
    void shouldGoOnElsewhereFromWhereItWasKilled(String kind) throws Exception {
        String[] more = {
            "",
            ",\"kv\":{\"decode\":\"slide\",\"window\":64,\"recent\":16}",
            ",\"kv\":{\"prefill\":\"h2o\",\"decode\":\"h2o\",\"capacity\":\"60%\",\"window\":64,\"recent\":16}",
            ",\"kv\":{\"prefill\":\"snapkv\",\"decode\":\"adaptive\",\"capacity\":\"50%\",\"window\":64,\"recent\":16}",
            SEEDED,
        };
        shouldGoOnElsewhere(kind, BundledModel.materialise("longgen-tiny", directory.resolve("models")), 300, more);
    }

    /** Likewise a real model, where SCOPE_SMOLLM2 names its directory. */
    @ParameterizedTest
    @ValueSource(strings = {"directory", "kafka"})
    @Tag("smollm2")
    @EnabledIfEnvironmentVariable(named = "SCOPE_SMOLLM2", matches = ".+", disabledReason = "a checkpoint's directory")
    void shouldGoOnElsewhereWithSmolLm2(String kind) throws Exception {
        String[] more = {
            ",\"kv\":{\"prefill\":\"h2o\",\"decode\":\"slide\",\"capacity\":\"60%\",\"window\":64,\"recent\":16}",
            SEEDED,
        };
        shouldGoOnElsewhere(kind, Path.of(System.getenv("SCOPE_SMOLLM2")), 250, more);
    }

    private void shouldGoOnElsewhere(String kind, Path model, int tokens, String... more) throws Exception {
        boolean kafka = kind.equals("kafka");
        String store = kafka ? kind : "directory:" + shared();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < more.length; i++) {
            values.put(
                    "doc-" + i,
                    "{\"prompt\":\"" + RealEngineTest.document(1 + i, 30) + "\",\"max_tokens\":" + tokens
                            + ",\"ignore_eos\":true" + more[i] + "}");
        }
        try (Pipeline pipeline = new Pipeline(broker, "killed", 2, Map.of());
                GeneratorProcesses processes = new GeneratorProcesses(directory)) {
            values.forEach(pipeline::send);
            Map<String, String> expected = ExpectedTexts.of(model, values, tokens);
            Process first = processes.start(pipeline, process("one", store, model));
            pipeline.await(() -> eachHas(pipeline, 96, expected.size()), "all are far");
            first.destroyForcibly().waitFor();
            pipeline.readToEnd();
            int before = pipeline.results().size();
            assertThat(before).as("killed in the middle").isLessThan(expected.size());
            Map<String, Integer> had = new HashMap<>();
            pipeline.chunks().forEach(c -> had.merge(c.id(), c.tokens(), Integer::sum));
            Process second = processes.start(pipeline, process("two", store, model));
            assertThat(second.isAlive()).isTrue();
            pipeline.awaitFinals(expected.size());
            pipeline.assertComplete(expected, 0);
            assertThat(pipeline.results().stream().filter(r -> r.attempt() == 2))
                    .hasSize(expected.size() - before)
                    .allSatisfy(r -> {
                        assertThat(r.worker()).isEqualTo("two");
                        assertThat(r.moves()).isEqualTo(1);
                        assertThat(had.get(r.id()) - r.resumedTokens())
                                .as("tokens done again")
                                .isLessThanOrEqualTo(16 + expected.size());
                    });
            pipeline.await(() -> kafka ? pointers(pipeline) == 0 : files().isEmpty(), "nothing is left of them");
        }
    }

    private Map<String, String> process(String name, String store, Path model) {
        return Map.of(
                "SCOPE_MODEL",
                model.toString(),
                "SCOPE_INSTANCE_ID",
                name,
                "SCOPE_SPILL_DIRECTORY",
                directory.resolve("spill-" + name).toString(),
                "SCOPE_SPILL_CHECKPOINT_TOKENS",
                "16",
                "SCOPE_CHECKPOINT_STORE",
                store);
    }
}
