package dev.scopestream.client;

import dev.scopestream.events.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Follows results and dead letters, and chunks if asked for, until given requests are done. It reads committed records only,
 * all partitions by itself and in no group: two followers don't disturb each other. Where it begins is settled when it
 * is opened, so open it before the prompts are sent. For one thread, but for {@link #stop}.
 */
public final class ResultFollower implements AutoCloseable {
    /** Where to begin. */
    public enum From {
        /** With what comes from now on. */
        NOW,
        /** With the oldest that is kept. */
        BEGINNING
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean stopped;

    private ResultFollower(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /**
     * @param config as Kafka's consumer takes it, at least {@code bootstrap.servers}
     * @param chunks whether the pieces of running generations are followed too
     * @throws TopicException when no broker answers, or a topic isn't there
     */
    public static ResultFollower open(Map<String, ?> config, From from, boolean chunks) {
        Map<String, Object> settings = new HashMap<>(config);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> partitions = partitions(consumer, chunks);
            consumer.assign(partitions);
            if (from == From.NOW) {
                consumer.seekToEnd(partitions);
            } else {
                consumer.seekToBeginning(partitions);
            }
            // seeking is lazy: asking for the position settles it
            partitions.forEach(consumer::position);
            return new ResultFollower(consumer);
        } catch (TimeoutException e) {
            consumer.close();
            throw new TopicException(
                    "no broker answered: is the bootstrap address right, and is it up? (" + e.getMessage() + ")", e);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, boolean chunks) {
        List<String> topics = new ArrayList<>(List.of(Topics.RESULTS, Topics.DEAD_LETTERS));
        if (chunks) {
            topics.add(Topics.CHUNKS);
        }
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            var described = consumer.partitionsFor(topic);
            if (described == null || described.isEmpty()) {
                throw new TopicException("there is no topic " + topic + ": apply topics.yaml first");
            }
            described.forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        return partitions;
    }

    /** What came within this time, of any request; empty when nothing did, or {@link #stop} was called. */
    public List<Followed> poll(Duration atMost) {
        try {
            List<Followed> received = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
                received.add(FollowedReader.read(record));
            }
            return received;
        } catch (WakeupException e) {
            if (!stopped) {
                throw e;
            }
            return List.of();
        }
    }

    /**
     * Follows until each of these requests has its result or its dead letter.
     *
     * @param each gets all records of these requests, and unreadable records
     * @param atMost give up after this time
     * @return the requests that aren't done: empty unless time ran out or {@link #stop} was called
     */
    public Set<String> await(Collection<String> ids, Duration atMost, Consumer<Followed> each) {
        Set<String> open = new LinkedHashSet<>(ids);
        long start = System.nanoTime();
        while (!open.isEmpty() && !stopped) {
            Duration left = atMost.minusNanos(System.nanoTime() - start);
            if (left.isNegative() || left.isZero()) {
                break;
            }
            for (Followed received : poll(left)) {
                boolean ours = received.id() != null && open.contains(received.id());
                if (ours || received instanceof Followed.Unreadable) {
                    each.accept(received);
                }
                if (ours && received.isFinal()) {
                    open.remove(received.id());
                }
            }
        }
        return open;
    }

    /** Ends a running {@link #await} or {@link #poll}, and all later ones; from any thread. */
    public void stop() {
        stopped = true;
        consumer.wakeup();
    }

    @Override
    public void close() {
        Closing.uninterrupted(consumer::close);
    }
}
