package dev.scopestream.generator.resume.topic;

import dev.scopestream.spill.checkpoint.CheckpointAssembly;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads the records that a pointer names, and no others before them. Safe for use by many threads. */
public final class SliceReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final ConcurrentLinkedDeque<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** @param consumers make readers without a group */
    public SliceReader(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    /**
     * Gives an assembly the records of one checkpoint, as far as there are any.
     *
     * @return false: not in time
     * @throws KafkaException when the topic can't be read
     */
    boolean read(
            TopicPartition partition,
            RecordKey key,
            CheckpointPointer.Range range,
            CheckpointAssembly assembly,
            Duration atMost) {
        Consumer<byte[], byte[]> pooled = idle.poll();
        Consumer<byte[], byte[]> consumer = pooled == null ? consumers.get() : pooled;
        boolean whole = false;
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, range.first());
            long deadline = System.nanoTime() + atMost.toNanos();
            while (assembly.open() && consumer.position(partition, atMost) <= range.last()) {
                if (System.nanoTime() > deadline) {
                    return false;
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() <= range.last() && key.matches(record.key(), range.slot())) {
                        assembly.add(record.value());
                    }
                }
            }
            whole = true;
            return true;
        } finally {
            if (whole && !closed) {
                consumer.unsubscribe();
                idle.push(consumer);
            } else {
                consumer.close(CloseOptions.timeout(Duration.ZERO));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
    }
}
