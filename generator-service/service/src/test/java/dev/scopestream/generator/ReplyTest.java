package dev.scopestream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.generator.config.ConfigurationError;
import dev.scopestream.generator.config.ReplyOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of final records in topics of their senders' choice. */
class ReplyTest {
    private static final Map<String, Object> ALLOWED = Map.of("scope.replies.topics", "team-a.*, one");

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        broker = EmbeddedBroker.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    /** A topic of a sender's, and what it got. */
    private static final class Replies implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

        Replies(String topic) throws Exception {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                        .all()
                        .get();
            }
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
            reader.assign(all);
            reader.seekToBeginning(all);
        }

        /** All keys so far, each once. */
        Set<String> keys() {
            reader.poll(Duration.ofMillis(100)).forEach(records::add);
            Set<String> keys = new HashSet<>();
            records.forEach(record -> keys.add(new String(record.key(), UTF_8)));
            return keys;
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    private static Map<String, String> to(String topic) {
        return Map.of(
                "scope-reply-topic", topic, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void shouldCopyResultsAndDeadLettersToTheTopicThatTheSenderChose() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "replies", 1, Map.of());
                Replies replies = new Replies("team-a.replies");
                GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), ALLOWED)) {
            assertThat(generator.trouble()).isNull();
            pipeline.prompt("served", "fine", 5, to("team-a.replies"));
            pipeline.prompt("refused", "FAIL", 5, to("team-a.replies"));
            pipeline.prompt("too-large", "x".repeat(3 << 20), 5, to("team-a.replies"));
            pipeline.prompt("elsewhere", "fine", 5, Map.of());
            pipeline.awaitFinals(4);
            pipeline.await(() -> replies.keys().equals(Set.of("served", "refused", "too-large")), "three replies");
            assertThat(replies.records).allSatisfy(reply -> {
                ConsumerRecord<byte[], byte[]> source = pipeline.records().stream()
                        .filter(r -> !r.topic().endsWith("chunks") && new String(r.key(), UTF_8).equals(key(reply)))
                        .findFirst()
                        .orElseThrow();
                assertThat(reply.value()).isEqualTo(source.value());
                assertThat(reply.headers().toArray()).isEqualTo(source.headers().toArray());
                assertThat(reply.headers()).extracting(Header::key).contains("traceparent", "scope-source-offset");
            });
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    @Test
    void shouldRefuseATopicThatIsNotAllowedOrThePipelinesOwn() {
        Map<String, Object> all = Map.of("scope.replies.topics", "*");
        try (Pipeline pipeline = new Pipeline(broker, "own", 1, Map.of());
                GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), all)) {
            assertThat(generator.trouble()).isNull();
            List<String> refused = List.of(
                    pipeline.topic("prompts"), "scope.accuracy", "__consumer_offsets", "a b", "..", "x".repeat(250));
            refused.forEach(topic -> pipeline.prompt("to-" + topic.length(), "fine", 5, to(topic)));
            pipeline.awaitFinals(refused.size());
            assertThat(pipeline.deadLetters()).hasSameSizeAs(refused).allSatisfy(letter -> assertThat(
                            DeadLetter.from(letter.headers()).field())
                    .isEqualTo("header scope-reply-topic"));
        }
        try (Pipeline pipeline = new Pipeline(broker, "off", 1, Map.of());
                GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), Map.of())) {
            assertThat(generator.trouble()).isNull();
            pipeline.prompt("any", "fine", 5, to("team-a.replies"));
            pipeline.awaitFinals(1);
            assertThat(DeadLetter.from(pipeline.deadLetters().get(0).headers()).reason())
                    .contains("scope.replies.topics");
        }
        assertThatThrownBy(() -> new ReplyOptions("a,b*c"))
                .isInstanceOf(ConfigurationError.class)
                .hasMessageContaining("'b*c'");
    }

    @Test
    void shouldServeEverybodyWhenATopicIsNotThere() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "missing", 1, Map.of());
                Replies replies = new Replies("one");
                GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), ALLOWED)) {
            assertThat(generator.trouble()).isNull();
            for (int i = 0; i < 20; i++) {
                pipeline.prompt("p" + i, "fine " + i, 5, to(i % 2 == 0 ? "team-a.nowhere" : "one"));
            }
            pipeline.awaitFinals(20);
            pipeline.await(() -> replies.keys().size() == 10, "replies of those whose topic is there");
            assertThat(pipeline.results()).hasSize(20);
            assertThat(pipeline.lag()).isZero();
        }
    }

    @Test
    void shouldSendWhatWasLeftWhenAnInstanceStopped() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "left", 1, Map.of());
                Replies replies = new Replies("team-a.left")) {
            try (GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), ALLOWED)) {
                assertThat(generator.trouble()).isNull();
                for (int i = 0; i < 50; i++) {
                    pipeline.prompt("p" + i, "fine " + i, 5, to("team-a.left"));
                }
                pipeline.awaitFinals(1);
            }
            try (GeneratorHandle next = pipeline.start(new RuleEngine.Control(), ALLOWED)) {
                assertThat(next.trouble()).isNull();
                pipeline.await(() -> replies.keys().size() == 50, "all replies");
            }
        }
    }
}
