package dev.scopestream.generator.delivery;

import dev.scopestream.events.EventCodec;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.metrics.DeliveryMetrics;
import dev.scopestream.generator.state.Delivery;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes chunks outside any transaction, so that they can be read while a generation runs. A chunk that failed is sent
 * again by {@link #settle}, perhaps behind later ones: readers go by its index. Chunks that can't be stored for as long
 * as {@link ChunkPatience} has are dropped and counted, and so are later ones until one of them, sent now and then, is
 * stored: results don't wait for them any more, and have the whole text. Belongs to the delivery thread.
 */
@Singleton
final class ChunkWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChunkWriter.class);
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Of chunks that aren't known to be stored; more are dropped. */
    private static final int MOST = 8192;

    private record Sent(ProducerRecord<byte[], byte[]> record, Future<RecordMetadata> future) {}

    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final ChunkPatience patience;
    private final DeliveryMetrics metrics;
    private List<Sent> open = new ArrayList<>();
    private long blockedNanos = System.nanoTime();
    private String failure;

    ChunkWriter(KafkaClients clients, TopicOptions topics, ChunkPatience patience, DeliveryMetrics metrics) {
        this.producer = clients.chunks();
        this.topic = topics.chunks();
        this.patience = patience;
        this.metrics = metrics;
    }

    void write(Delivery.Chunk chunk) {
        if (open.size() >= MOST / 8) {
            open.removeIf(sent -> sent.future.isDone() && !failed(sent));
        }
        if (open.size() >= MOST || !patience.maySend()) {
            metrics.chunksDropped(1);
            return;
        }
        byte[] key = chunk.event().id().getBytes(StandardCharsets.UTF_8);
        byte[] value = EventCodec.CHUNK.encode(chunk.event());
        send(new ProducerRecord<>(
                topic, null, key, value, chunk.prompt().sender().headers()));
        metrics.chunk();
    }

    /** Whether no chunk so far is waited for; waits a moment for those that are, and sends again what failed. */
    boolean settle() throws InterruptedException {
        if (patience.isOver()) {
            probe();
            return true;
        }
        awaitAll(System.nanoTime() + STEP_NANOS);
        List<Sent> before = open;
        open = new ArrayList<>();
        int failures = 0;
        for (Sent sent : before) {
            if (!sent.future.isDone()) {
                open.add(sent);
            } else if (failed(sent)) {
                failures++;
                send(sent.record);
            }
        }
        if (failures > 0) {
            LOG.warn("chunks not stored, sending them again: topic={} chunks={} error={}", topic, failures, failure);
        }
        if (open.isEmpty()) {
            patience.stored();
        } else if (patience.lost()) {
            LOG.warn("chunks can't be stored, dropped until they can: topic={} chunks={}", topic, open.size());
            metrics.chunksDropped(open.size());
            open.clear();
        }
        return open.isEmpty();
    }

    /** What was sent while others were dropped tells whether chunks can be stored again. */
    private void probe() {
        boolean stored = open.stream().anyMatch(sent -> sent.future.isDone() && !failed(sent));
        open.removeIf(sent -> sent.future.isDone());
        if (stored) {
            LOG.info("chunks can be stored again: topic={}", topic);
            patience.stored();
        }
    }

    private void awaitAll(long until) throws InterruptedException {
        for (Sent sent : open) {
            try {
                RecordMetadata unused = sent.future.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return;
            } catch (ExecutionException e) {
                LOG.debug("chunk not stored", e);
            }
        }
    }

    /** A producer that has had to wait, for the topic or for room, isn't asked again for a while. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        long start = System.nanoTime();
        if (start - blockedNanos < 0) {
            open.add(new Sent(record, CompletableFuture.failedFuture(new TimeoutException("the producer waits"))));
            return;
        }
        open.add(new Sent(record, producer.send(record)));
        long end = System.nanoTime();
        blockedNanos = end - start > BLOCKED_NANOS ? end + ASK_AGAIN_NANOS : end;
    }

    private boolean failed(Sent sent) {
        try {
            RecordMetadata unused = sent.future.get();
            return false;
        } catch (ExecutionException e) {
            failure = e.getCause().toString();
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
