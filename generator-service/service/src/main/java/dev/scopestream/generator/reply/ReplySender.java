package dev.scopestream.generator.reply;

import dev.scopestream.generator.kafka.TopicShapes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a copy of a final record, with its key, value and headers. A topic that isn't there, or that doesn't take the
 * record in time, costs this copy only: the record itself is where all final records are. Confined to one thread.
 */
final class ReplySender {
    private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);
    private static final long KNOWN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST_KNOWN = 1000;

    private record Known(boolean exists, long nanos) {}

    private final Producer<byte[], byte[]> producer;
    private final TopicShapes shapes;
    private final ReplyMetrics metrics;
    private final Map<String, Known> topics = new LinkedHashMap<>();

    ReplySender(Producer<byte[], byte[]> producer, TopicShapes shapes, ReplyMetrics metrics) {
        this.producer = producer;
        this.shapes = shapes;
        this.metrics = metrics;
    }

    /**
     * Sends a copy; the future is done, never exceptionally, when it's written or given up.
     *
     * @throws KafkaException when the cluster doesn't tell whether there is such a topic
     */
    Future<?> send(String topic, ConsumerRecord<byte[], byte[]> record) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!exists(topic)) {
            failed(topic, record, "there is no such topic");
            done.complete(null);
            return done;
        }
        var copy = new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
        try {
            Future<?> unused = producer.send(copy, (stored, failure) -> {
                if (failure == null) {
                    metrics.sent();
                } else {
                    failed(topic, record, failure.toString());
                }
                done.complete(null);
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            failed(topic, record, e.toString());
            done.complete(null);
        }
        return done;
    }

    private void failed(String topic, ConsumerRecord<byte[], byte[]> record, String error) {
        metrics.failed();
        LOG.warn(
                "reply not sent: reply_topic={} topic={} partition={} offset={} error=\"{}\"",
                topic,
                record.topic(),
                record.partition(),
                record.offset(),
                error);
    }

    /** A producer would make the topic where the cluster makes topics by itself, and wait for it where not. */
    private boolean exists(String topic) {
        Known known = topics.get(topic);
        if (known != null && System.nanoTime() - known.nanos < KNOWN_NANOS) {
            return known.exists;
        }
        boolean exists = ask(topic);
        topics.remove(topic);
        topics.put(topic, new Known(exists, System.nanoTime()));
        if (topics.size() > MOST_KNOWN) {
            topics.remove(topics.keySet().iterator().next());
        }
        return exists;
    }

    private boolean ask(String topic) {
        try {
            shapes.of(topic).get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw new KafkaException("it isn't known whether there is a topic " + topic, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
