package dev.scopestream.scorer.watch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Reads single records where they lie. Thread-safe: one at a time. */
public final class RecordReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
    private KafkaConsumer<byte[], byte[]> consumer;

    RecordReader(Supplier<KafkaConsumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /**
     * The record at this place; empty when it isn't there any more, or no broker answers in time.
     *
     * @throws org.apache.kafka.common.KafkaException when the cluster refuses
     */
    public synchronized Optional<ConsumerRecord<byte[], byte[]>> read(Place place) {
        if (consumer == null) {
            consumer = consumers.get();
        }
        TopicPartition partition = new TopicPartition(place.topic(), place.partition());
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            while (System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    return record.offset() == place.offset() ? Optional.of(record) : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (OffsetOutOfRangeException e) {
            return Optional.empty();
        } finally {
            consumer.unsubscribe();
        }
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close();
        }
    }
}
