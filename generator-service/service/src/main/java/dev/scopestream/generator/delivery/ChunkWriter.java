package dev.scopestream.generator.delivery;

import dev.scopestream.events.EventCodec;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.state.Delivery;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes chunks outside any transaction, so that they can be read while a generation runs. A chunk that failed is sent
 * again by {@link #settle}, perhaps behind later ones: readers go by its index. Belongs to the delivery thread.
 */
@Singleton
final class ChunkWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkWriter.class);

    private record Sent(ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> future) {}

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private List<Sent> open = new ArrayList<>();

    ChunkWriter(KafkaClients clients, TopicOptions topics) {
        this.producer = clients.chunks();
        this.topic = topics.chunks();
    }

    void write(Delivery.Chunk chunk) {
        byte[] key = chunk.event().id().getBytes(StandardCharsets.UTF_8);
        byte[] value = EventCodec.CHUNK.encode(chunk.event());
        send(new ProducerRecord<>(
                topic, null, key, value, chunk.prompt().sender().headers()));
        if (open.size() >= 1024) {
            open.removeIf(sent -> sent.future.isDone() && !failed(sent));
        }
    }

    /** Waits until all chunks so far are stored. False: some aren't yet, and have been sent again. */
    boolean settle() throws InterruptedException {
        if (open.isEmpty()) {
            return true;
        }
        producer.flush();
        List<Sent> before = open;
        open = new ArrayList<>();
        before.stream().filter(this::failed).forEach(sent -> send(sent.record));
        return open.isEmpty();
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        open.add(new Sent(record, producer.send(record)));
    }

    private boolean failed(Sent sent) {
        try {
            sent.future.get();
            return false;
        } catch (ExecutionException e) {
            LOG.warn(
                    "chunk not stored, sending it again: topic={} error={}",
                    topic,
                    e.getCause().toString());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
