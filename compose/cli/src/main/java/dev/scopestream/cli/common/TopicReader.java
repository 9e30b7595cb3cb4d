package dev.scopestream.cli.common;

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
     * A reader at its first positions.
     *
     * @param client properties of a Kafka client
     * @param old topics that are read from the oldest record that is kept
     * @param fresh topics that are read from now on
     * @param sink takes each record, on the thread that polls
     * @throws CliException when a topic isn't there
     */
    public TopicReader(
            Map<String, Object> client,
            List<String> old,
            List<String> fresh,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        this.sink = sink;
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> first = partitions(old);
            List<TopicPartition> last = partitions(fresh);
            List<TopicPartition> all = new ArrayList<>(first);
            all.addAll(last);
            consumer.assign(all);
            seek(first, consumer::seekToBeginning);
            seek(last, consumer::seekToEnd);
            all.forEach(consumer::position); // seeking is lazy: asking settles it
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private List<TopicPartition> partitions(List<String> topics) {
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : topics) {
            List<PartitionInfo> partitions = consumer.partitionsFor(topic);
            if (partitions == null || partitions.isEmpty()) {
                throw new CliException("there is no topic " + topic + ": scopestream topics apply makes it");
            }
            partitions.forEach(p -> all.add(new TopicPartition(topic, p.partition())));
        }
        return all;
    }

    /** Kafka takes no partitions for all of them. */
    private static void seek(List<TopicPartition> partitions, Consumer<List<TopicPartition>> to) {
        if (!partitions.isEmpty()) {
            to.accept(partitions);
        }
    }

    /** Reads all records up to the ends that the partitions have now. */
    public void catchUp() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(STEP);
        }
    }

    /** Waits at most so long for records. */
    public void poll(Duration atMost) {
        consumer.poll(atMost).forEach(sink);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
