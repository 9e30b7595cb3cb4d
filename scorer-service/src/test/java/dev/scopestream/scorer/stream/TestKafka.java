package dev.scopestream.scorer.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker with the scorer's topics. */
public final class TestKafka implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGE = 17 << 20;

    private final EmbeddedBroker broker;
    private final KafkaProducer<String, byte[]> producer;

    public TestKafka(Path directory) throws Exception {
        broker = EmbeddedBroker.start(directory);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers(), "max.request.size", LARGE, "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    public String servers() {
        return broker.bootstrapServers();
    }

    public void createTopics() throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (String topic : List.of(
                Topics.RESULTS,
                Topics.REFERENCES,
                Topics.PROMPTS,
                Topics.ACCURACY,
                Topics.ACCURACY_SUMMARY,
                Topics.CHUNKS,
                Topics.DEAD_LETTERS)) {
            // unlike numbers of partitions: the inputs needn't agree
            int partitions = topic.equals(Topics.RESULTS) ? 3 : 2;
            topics.add(topic(topic, partitions));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(topics).all().get();
        }
    }

    private static NewTopic topic(String name, int partitions) {
        return new NewTopic(name, partitions, (short) 1).configs(Map.of("max.message.bytes", Integer.toString(LARGE)));
    }

    public void deleteTopic(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.deleteTopics(List.of(name)).all().get();
        }
    }

    public void createTopic(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createTopics(List.of(topic(name, partitions))).all().get();
        }
    }

    public void addPartitions(String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers()))) {
            admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions)))
                    .all()
                    .get();
        }
    }

    /** The result with its id as its key, and the reference with another key, as another client's partitioner does. */
    public void send(ResultEvent result, ReferenceEvent reference) throws Exception {
        produce(Topics.RESULTS, result.id(), EventCodec.RESULT.encode(result));
        produce(Topics.REFERENCES, "not " + result.id(), EventCodec.REFERENCE.encode(reference));
    }

    public void produce(String topic, String key, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key, value)).get();
    }

    /** The accuracy events as a read_committed consumer sees them, at least so many, and any that follow at once. */
    public List<AccuracyEvent> accuracy(int expected) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", servers());
        config.put("group.id", "reader");
        config.put("isolation.level", "read_committed");
        config.put("auto.offset.reset", "earliest");
        List<AccuracyEvent> events = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(Topics.ACCURACY));
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (events.size() < expected && System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    events.add(EventCodec.ACCURACY.decode(record.value()));
                }
            }
            consumer.poll(Duration.ofMillis(500)).forEach(r -> events.add(EventCodec.ACCURACY.decode(r.value())));
        }
        return events;
    }

    public static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            synchronized (condition) {
                condition.wait(50);
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        broker.close();
    }
}
