package dev.scopestream.cli.dataset;

import dev.scopestream.client.OnceProducer;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.Limits;
import dev.scopestream.events.ReferenceEvent;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends results with their references. */
final class ReplayProducer implements AutoCloseable {
    private static final int ROOM_FOR_KEY_AND_HEADERS = 1 << 16;

    private final Producer<byte[], byte[]> producer;
    private volatile Exception failure;

    ReplayProducer(Map<String, Object> client) {
        producer = OnceProducer.create(client, Limits.RESULT_BYTES + ROOM_FOR_KEY_AND_HEADERS);
    }

    /** @throws dev.scopestream.events.InvalidEventException when one breaks the contract: neither is sent */
    void send(ResultEvent result, ReferenceEvent reference) {
        byte[] resultBytes = EventCodec.RESULT.encode(result);
        byte[] referenceBytes = EventCodec.REFERENCE.encode(reference);
        byte[] key = result.id().getBytes(StandardCharsets.UTF_8);
        send(Topics.REFERENCES, key, referenceBytes);
        send(Topics.RESULTS, key, resultBytes);
    }

    private void send(String topic, byte[] key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, key, value), (metadata, thrown) -> {
            if (thrown != null) {
                failure = thrown;
            }
        });
    }

    /** Waits until everything is on the topics; throws when something isn't. */
    void flush() {
        producer.flush();
        Exception failed = failure;
        if (failed != null) {
            throw failed instanceof RuntimeException known ? known : new KafkaException(failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
