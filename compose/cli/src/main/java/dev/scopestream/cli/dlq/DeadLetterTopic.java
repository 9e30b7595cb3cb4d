package dev.scopestream.cli.dlq;

import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The dead letters of a cluster: read from the beginning to the present end. */
public final class DeadLetterTopic {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Polls in a row that may bring nothing. */
    private static final int PATIENCE = 75;

    private final Map<String, Object> client;

    /** @param client Kafka client properties, {@code bootstrap.servers} among them */
    public DeadLetterTopic(Map<String, Object> client) {
        this.client = Map.copyOf(client);
    }

    /**
     * A dead letter and where it lies.
     *
     * @param record key and value are the prompt's original bytes
     */
    public record Entry(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        /** How the commands name it: {@code PARTITION:OFFSET}. */
        public Address address() {
            return new Address(record.partition(), record.offset());
        }

        /** Where and when, and what was wrong, for programs; without the prompt. */
        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("address", address().toString());
            fields.put("time", Instant.ofEpochMilli(record.timestamp()).toString());
            fields.put("id", record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8));
            fields.putAll(letter.values());
            return fields;
        }
    }

    /** Where a dead letter lies in {@link Topics#DEAD_LETTERS}. */
    public record Address(int partition, long offset) {
        /** @throws IllegalArgumentException when it isn't PARTITION:OFFSET */
        public static Address parse(String text) {
            if (!text.matches("[0-9]{1,9}:[0-9]{1,18}")) {
                throw new IllegalArgumentException("'" + text + "' is not PARTITION:OFFSET, such as 0:17");
            }
            int colon = text.indexOf(':');
            return new Address(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
        }

        @Override
        public String toString() {
            return partition + ":" + offset;
        }
    }

    /**
     * Calls {@code reader} with every dead letter there is now, until it returns false.
     *
     * @throws org.apache.kafka.common.errors.TimeoutException when the cluster stops answering
     */
    public void read(Predicate<Entry> reader) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            int idle = 0;
            while (before(consumer, partitions, ends)) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                idle = records.isEmpty() ? idle + 1 : 0;
                if (idle > PATIENCE) {
                    throw new TimeoutException("no more records of " + Topics.DEAD_LETTERS + " within "
                            + POLL.multipliedBy(PATIENCE).toSeconds() + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                    if (record.offset() < end && !reader.test(entry(record))) {
                        return;
                    }
                }
            }
        }
    }

    /** The dead letter at a partition and offset; empty when there is none (any more). */
    public Optional<Entry> find(Address address) {
        TopicPartition partition = new TopicPartition(Topics.DEAD_LETTERS, address.partition());
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            boolean exists = consumer.partitionsFor(Topics.DEAD_LETTERS).stream()
                    .anyMatch(info -> info.partition() == address.partition());
            if (!exists || consumer.endOffsets(List.of(partition)).get(partition) <= address.offset()) {
                return Optional.empty();
            }
            consumer.assign(List.of(partition));
            consumer.seek(partition, address.offset());
            for (int idle = 0; idle <= PATIENCE; idle++) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    return record.offset() == address.offset() ? Optional.of(entry(record)) : Optional.empty();
                }
            }
            throw new TimeoutException("no record of " + partition + " within "
                    + POLL.multipliedBy(PATIENCE).toSeconds() + " s");
        }
    }

    private static boolean before(
            KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        return partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p));
    }

    private static Entry entry(ConsumerRecord<byte[], byte[]> record) {
        return new Entry(record, DeadLetter.from(record.headers()));
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
