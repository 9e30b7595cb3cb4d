package dev.scopestream.generator.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all of a topic, from some time back on, until it's stopped; begins anew after a failure, and when the topic was
 * made anew. Partitions that are added are read from their beginning.
 */
public final class TopicLoop {
    private static final Logger LOG = LoggerFactory.getLogger(TopicLoop.class);

    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final TopicShapes shapes;
    private final String topic;
    private final Duration back;
    private final Duration retry;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Consumer<byte[], byte[]> current;

    /** Takes the topic's records; called on the thread that runs the loop. */
    public interface Follower {
        /** Polls once. The reader has its positions in these partitions, which are all that are known. */
        void poll(Consumer<byte[], byte[]> reader, List<TopicPartition> partitions);

        /** The reader isn't used any more. */
        default void ended() {}

        /** There is no such topic, or no partition of it. */
        void absent();

        /** The reader failed, or was woken up since the loop stops. */
        void failed(KafkaException failure);
    }

    /**
     * A loop that doesn't run yet.
     *
     * @param back where it begins, before now
     * @param retry how long it waits after a failure
     */
    public TopicLoop(
            Supplier<Consumer<byte[], byte[]>> readers,
            TopicShapes shapes,
            String topic,
            Duration back,
            Duration retry) {
        this.readers = readers;
        this.shapes = shapes;
        this.topic = topic;
        this.back = back;
        this.retry = retry;
    }

    /** {@link #run} returns soon. */
    public void stop() {
        stop.countDown();
        Consumer<byte[], byte[]> reader = current;
        if (reader != null) {
            reader.wakeup();
        }
    }

    public boolean stopping() {
        return stop.getCount() == 0;
    }

    public void run(Follower follower) {
        try {
            while (!stopping()) {
                read(follower);
                boolean unused = stop.await(retry.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(Follower follower) {
        try (Consumer<byte[], byte[]> reader = readers.get()) {
            current = reader;
            List<TopicPartition> partitions =
                    partitions(reader.partitionsFor(topic).size());
            if (partitions.isEmpty()) {
                follower.absent();
                return;
            }
            reader.assign(partitions);
            Rewind.to(reader, partitions, System.currentTimeMillis() - back.toMillis());
            // a position is decided now: a record that comes later must not be passed over
            partitions.forEach(reader::position);
            follow(reader, follower, partitions);
        } catch (KafkaException e) {
            follower.failed(e);
        } finally {
            current = null;
            follower.ended();
        }
    }

    private void follow(Consumer<byte[], byte[]> reader, Follower follower, List<TopicPartition> first) {
        List<TopicPartition> partitions = first;
        TopicWatch watch = new TopicWatch(shapes, topic);
        TopicShape known = null;
        while (!stopping()) {
            follower.poll(reader, partitions);
            Optional<TopicShape> latest = watch.latest();
            if (latest.isEmpty()) {
                continue;
            }
            TopicShape now = latest.get();
            if (known != null && !known.id().equals(now.id())) {
                LOG.warn("topic was made anew, reading it from its beginning: topic={}", topic);
                return;
            }
            known = now;
            if (now.partitions() > partitions.size()) {
                List<TopicPartition> grown = partitions(now.partitions());
                List<TopicPartition> added = grown.subList(partitions.size(), grown.size());
                LOG.info("partitions added: {}", added);
                reader.assign(grown);
                reader.seekToBeginning(added);
                partitions = grown;
            }
        }
    }

    private List<TopicPartition> partitions(int count) {
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }
}
