package dev.scopestream.cli.dlq;

import dev.scopestream.events.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends dead letters again as prompts, key and value to the byte. */
final class Replay implements AutoCloseable {
    private static final int LARGEST_BYTES = 32 << 20;

    private final KafkaProducer<byte[], byte[]> producer;
    private volatile KafkaException failure;
    private long sent;

    /** @param client Kafka client properties, {@code bootstrap.servers} among them */
    Replay(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_BYTES);
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
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
