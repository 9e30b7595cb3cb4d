package dev.scopestream.generator.reply;

import dev.scopestream.events.PromptHeaders;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.TopicShapes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies results and dead letters to the topics that their prompts' senders chose. It reads committed final records as a
 * consumer group of its own, apart from the delivery, so that nothing about a sender's topic can hold up anybody's result.
 * A copy is written at least once: after the death of an instance the latest ones may be written again. Belongs to a
 * thread of its own.
 */
@Singleton
public final class ReplyLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyLoop.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofSeconds(2);
    private static final int MOST_PENDING = 1000;

    private final KafkaClients clients;
    private final TopicShapes shapes;
    private final TopicOptions topics;
    private final ReplyTopics allowed;
    private final ReplyMetrics metrics;
    private final CountDownLatch stop = new CountDownLatch(1);

    ReplyLoop(
            KafkaClients clients, TopicShapes shapes, TopicOptions topics, ReplyTopics allowed, ReplyMetrics metrics) {
        this.clients = clients;
        this.shapes = shapes;
        this.topics = topics;
        this.allowed = allowed;
        this.metrics = metrics;
    }

    /** {@link #run} returns soon. */
    public void stop() {
        stop.countDown();
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    @Override
    public void run() {
        try {
            while (allowed.enabled() && !stopping()) {
                copy();
                boolean unused = stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy() {
        try (Consumer<byte[], byte[]> reader = clients.replyMember();
                Producer<byte[], byte[]> producer = clients.replies()) {
            PendingReplies pending = new PendingReplies();
            ReplySender sender = new ReplySender(producer, shapes, metrics);
            reader.subscribe(List.of(topics.results(), topics.deadLetters()), handingOver(reader, pending));
            while (!stopping()) {
                poll(reader, sender, pending);
            }
            long end = System.nanoTime() + LAST.toNanos();
            while (pending.size() > 0 && System.nanoTime() < end) {
                reader.pause(reader.assignment());
                poll(reader, sender, pending);
            }
        } catch (KafkaException e) {
            LOG.warn("replies can't be sent, trying again: error={}", e.toString());
        }
    }

    private void poll(Consumer<byte[], byte[]> reader, ReplySender sender, PendingReplies pending) {
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
            TopicPartition source = new TopicPartition(record.topic(), record.partition());
            pending.add(source, record.offset(), reply(sender, record));
        }
        var offsets = pending.takeDone();
        if (!offsets.isEmpty()) {
            reader.commitAsync(offsets, null);
        }
        if (pending.size() > MOST_PENDING) {
            reader.pause(reader.assignment());
        } else {
            reader.resume(reader.paused());
        }
    }

    private Future<?> reply(ReplySender sender, ConsumerRecord<byte[], byte[]> record) {
        String topic = PromptHeaders.text(record.headers(), PromptHeaders.REPLY_TOPIC);
        return allowed.allows(topic) ? sender.send(topic, record) : CompletableFuture.completedFuture(null);
    }

    private static ConsumerRebalanceListener handingOver(Consumer<byte[], byte[]> reader, PendingReplies pending) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                reader.commitSync(pending.takeDone());
                pending.forget(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                pending.forget(partitions);
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        };
    }
}
