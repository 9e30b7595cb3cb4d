package dev.scopestream.cli.dlq;

import dev.scopestream.client.OnceProducer;
import dev.scopestream.events.Topics;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends dead letters again as prompts, key and value to the byte. */
final class Replay implements AutoCloseable {
    private static final int LARGEST_BYTES = 32 << 20;

    private final Producer<byte[], byte[]> producer;
    private volatile KafkaException failure;
    private long sent;

    /** @param client Kafka client properties, {@code bootstrap.servers} among them */
    Replay(Map<String, Object> client) {
        producer = OnceProducer.create(client, LARGEST_BYTES);
    }

    /** Hands one over to the producer, which bounds what is in memory; always true: go on reading. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback gets what the future would
    boolean send(DeadLetterTopic.Entry entry) {
        byte[] key = entry.record().key();
        producer.send(new ProducerRecord<>(Topics.PROMPTS, key, entry.record().value()), (metadata, e) -> {
            if (e != null) {
                failure = new KafkaException(
                        "dead letter " + entry.address() + " couldn't be sent: " + e.getMessage(), e);
            }
        });
        sent++;
        return true;
    }

    /**
     * Waits until all are there.
     *
     * @return how many
     * @throws KafkaException when one isn't
     */
    long finish() {
        producer.flush();
        if (failure != null) {
            throw failure;
        }
        return sent;
    }

    @Override
    public void close() {
        producer.close();
    }
}
