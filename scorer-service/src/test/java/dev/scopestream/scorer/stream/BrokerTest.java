package dev.scopestream.scorer.stream;

import static dev.scopestream.scorer.stream.Samples.reference;
import static dev.scopestream.scorer.stream.Samples.result;
import static dev.scopestream.scorer.stream.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.AccuracySummary;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology on a real broker. */
class BrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 16 << 20;

    @TempDir
    Path directory;

    private final ScorerCounts counts = new ScorerCounts();

    @Test
    void shouldScoreExactlyOnceAndRestoreItsStateAfterAWipe() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"))) {
            StreamSettings settings = new StreamSettings(
                    broker.bootstrapServers(), "scorer-test", directory.resolve("state"), 1, Map.of());
            try (StreamsSupervisor waiting = start(settings)) {
                await(() -> waiting.status().trouble().orElse("").contains("topics are missing"));
                createTopics(broker);
                await(() -> waiting.status().isUp());
                send(broker, "a", text(4), "h2o+slide");
                send(broker, "b", "Answer_1: ".repeat(1_000_000) + "\nAnswer_2: The answer is 1", "h2o+slide");
                produce(broker, Topics.RESULTS, "x", "poison".getBytes(StandardCharsets.UTF_8));
                await(() -> documents(waiting) == 2);
                assertThat(waiting.status().lastPoll()).isPresent();
                assertThat(counts.get(Count.POISON_RESULTS)).isEqualTo(1);
            }
            wipe(directory.resolve("state"));
            try (StreamsSupervisor again = start(settings)) {
                send(broker, "a", text(0), "h2o+slide");
                send(broker, "c", text(2), "h2o+slide");
                await(() -> documents(again) == 3);
                AccuracySummary summary = again.summaries().get(0);
                assertThat(summary.alignedMean()).isCloseTo(100 * (1 + 0.25 + 0.5) / 3, within(1e-9));
                assertThat(counts.get(Count.DUPLICATE_RESULTS)).isEqualTo(1);
            }
            assertThat(accuracy(broker)).extracting(AccuracyEvent::id).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void shouldWaitForABrokerThatIsNotThereAndSayIt() throws Exception {
        StreamSettings settings =
                new StreamSettings("127.0.0.1:1", "scorer-test", directory.resolve("state"), 1, Map.of());
        try (StreamsSupervisor supervisor = start(settings)) {
            await(() -> supervisor.status().trouble().orElse("").contains("no answer from Kafka at 127.0.0.1:1"));
            assertThat(supervisor.status().isUp()).isFalse();
        }
    }

    private StreamsSupervisor start(StreamSettings settings) {
        return StreamsSupervisor.start(settings, new ScorerTopology(counts, 2, Duration.ofDays(1)).build(), counts);
    }

    private static long documents(StreamsSupervisor supervisor) {
        try {
            return supervisor.summaries().stream().mapToLong(AccuracySummary::n).sum();
        } catch (NotReadyException e) {
            return -1;
        }
    }

    private static void createTopics(EmbeddedBroker broker) throws Exception {
        Map<String, String> large = Map.of("max.message.bytes", Integer.toString(LARGE));
        List<NewTopic> topics = new ArrayList<>();
        for (String topic :
                List.of(Topics.RESULTS, Topics.REFERENCES, Topics.PROMPTS, Topics.ACCURACY, Topics.ACCURACY_SUMMARY)) {
            // unlike numbers of partitions: the inputs needn't agree
            int partitions = topic.equals(Topics.RESULTS) ? 3 : 2;
            topics.add(new NewTopic(topic, partitions, (short) 1).configs(large));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(topics).all().get();
        }
    }

    private static void send(EmbeddedBroker broker, String id, String text, String policy) throws Exception {
        ResultEvent result = result(id, policy, text);
        produce(broker, Topics.RESULTS, id, EventCodec.RESULT.encode(result));
        produce(broker, Topics.REFERENCES, "another key than " + id, EventCodec.REFERENCE.encode(reference(id, 0, 4)));
    }

    private static void produce(EmbeddedBroker broker, String topic, String key, byte[] value) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "max.request.size", LARGE, "acks", "all");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }

    private static List<AccuracyEvent> accuracy(EmbeddedBroker broker) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", broker.bootstrapServers());
        config.put("group.id", "reader");
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        List<AccuracyEvent> events = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.ACCURACY));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (events.size() < 3 && System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    events.add(EventCodec.ACCURACY.decode(record.value()));
                }
            }
            consumer.poll(Duration.ofMillis(500)).forEach(r -> events.add(EventCodec.ACCURACY.decode(r.value())));
        }
        return events;
    }

    private static void wipe(Path state) throws Exception {
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
            synchronized (condition) {
                condition.wait(50);
            }
        }
    }
}
