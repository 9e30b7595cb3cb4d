package dev.scopestream.generator.resume.topic;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Writes records of checkpoints. A producer that failed is replaced by a new one. Belongs to one thread. */
public final class RecordWriter implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private Producer<byte[], byte[]> producer;

    /** @param producers make idempotent producers outside of transactions, which wait for all replicas in sync */
    public RecordWriter(Supplier<Producer<byte[], byte[]>> producers) {
        this.producers = producers;
    }

    /** A record that was sent. */
    record Sent(Future<RecordMetadata> stored) {}

    /** Sends a record; waits where the producer's memory is used up. */
    Sent send(TopicPartition partition, byte[] key, byte[] value) {
        if (producer == null) {
            producer = producers.get();
        }
        return new Sent(producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), key, value)));
    }

    /** Sends a tombstone; nobody waits for it. */
    void forget(TopicPartition partition, byte[] key) {
        Sent unused = send(partition, key, null);
    }

    /** The offset of a record, when it is stored. */
    long offset(Sent sent) throws IOException {
        try {
            return sent.stored().get().offset();
        } catch (ExecutionException e) {
            closeNow(Duration.ZERO);
            throw new IOException(e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void closeNow(Duration atMost) {
        if (producer != null) {
            producer.close(atMost);
            producer = null;
        }
    }

    @Override
    public void close() {
        closeNow(CLOSING);
    }
}
