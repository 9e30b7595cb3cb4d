package dev.scopestream.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads committed records of whole topics. In no group: it disturbs nobody. For one thread. */
public final class TopicReader implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Consumer<ConsumerRecord<byte[], byte[]>> sink;

    /**
     * Where a topic is read from.
     *
     * @param offsets by partition; partitions that aren't there are read from the oldest record that is kept
     * @param fresh only what comes from now on, in all partitions
     */
    private record Start(Map<Integer, Long> offsets, boolean fresh) {}

    /**
     * A reader at its first positions.
     *
     * @param client properties of a Kafka client
     * @param old topics that are read from the oldest record that is kept
     * @param fresh topics that are read from now on
     * @param sink takes each record, on the thread that polls
     * @throws TopicException when a topic isn't there
     */
    public TopicReader(
            Map<String, Object> client,
            List<String> old,
            List<String> fresh,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        this(client, starts(old, fresh), sink);
    }

    private TopicReader(
            Map<String, Object> client, Map<String, Start> starts, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        this.sink = sink;
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> all = new ArrayList<>();
            starts.keySet().forEach(topic -> all.addAll(partitions(topic)));
            consumer.assign(all);
            all.forEach(partition -> seek(partition, starts.get(partition.topic())));
            all.forEach(consumer::position); // seeking is lazy: asking settles it
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /**
     * A reader that goes on where another one was.
     *
     * @param positions as {@link #positions} gave them, by topic and partition; what isn't kept any more is passed over
     * @throws TopicException when a topic isn't there
     */
    public static TopicReader from(
            Map<String, Object> client,
            Map<String, Map<Integer, Long>> positions,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Map<String, Start> starts = new HashMap<>();
        positions.forEach((topic, offsets) -> starts.put(topic, new Start(Map.copyOf(offsets), false)));
        return new TopicReader(client, starts, sink);
    }

    private static Map<String, Start> starts(List<String> old, List<String> fresh) {
        Map<String, Start> starts = new HashMap<>();
        old.forEach(topic -> starts.put(topic, new Start(Map.of(), false)));
        fresh.forEach(topic -> starts.put(topic, new Start(Map.of(), true)));
        return starts;
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic);
        if (partitions == null || partitions.isEmpty()) {
            throw new TopicException("there is no topic " + topic + ": scopestream topics apply makes it");
        }
        return partitions.stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
    }

    private void seek(TopicPartition partition, Start start) {
        Long offset = start.offsets().get(partition.partition());
        if (offset != null) {
            consumer.seek(partition, offset);
        } else if (start.fresh()) {
            consumer.seekToEnd(List.of(partition));
        } else {
            consumer.seekToBeginning(List.of(partition));
        }
    }

    /** The offsets of the next records, by topic and partition. */
    public Map<String, Map<Integer, Long>> positions() {
        Map<String, Map<Integer, Long>> positions = new HashMap<>();
        consumer.assignment().forEach(partition -> positions
                .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                .put(partition.partition(), consumer.position(partition)));
        return positions;
    }

    /** Reads all records up to the ends that the partitions have now. */
    public void catchUp() {
        catchUp(() -> {});
    }

    /** @param each is called again and again meanwhile; what it throws ends the reading */
    public void catchUp(Runnable each) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(STEP);
            each.run();
        }
    }

    /** Waits at most so long for records. */
    public void poll(Duration atMost) {
        consumer.poll(atMost).forEach(sink);
    }

    /** Ends; an interrupt meanwhile doesn't shorten it. */
    @Override
    public void close() {
        Closing.uninterrupted(consumer::close);
    }
}
