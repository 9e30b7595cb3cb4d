package dev.scopestream.cli.dataset;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A broker of its own with all topics, so that what a test counts is its own. */
final class LocalBroker implements AutoCloseable {
    private final EmbeddedBroker broker;

    LocalBroker(Path directory) throws Exception {
        broker = EmbeddedBroker.start(directory);
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrap()))) {
            new TopicAdmin(admin, Duration.ofSeconds(30))
                    .apply(TopicPlan.bundled().withReplication(1));
        }
    }

    String bootstrap() {
        return broker.bootstrapServers();
    }

    /** What a topic holds now, as a read_committed consumer sees it. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap());
        settings.put("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        broker.close();
    }
}
