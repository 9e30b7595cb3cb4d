package dev.scopestream.generator.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads all of a topic, from some time back on, until it's stopped; begins anew after a failure. */
public final class TopicLoop {
    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final String topic;
    private final Duration back;
    private final Duration retry;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Consumer<byte[], byte[]> current;

    /** Takes the topic's records; called on the thread that runs the loop. */
    public interface Follower {
        /** Polls until the loop is {@link #stopping}; the reader has its positions. */
        void follow(Consumer<byte[], byte[]> reader, List<TopicPartition> partitions);

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
    public TopicLoop(Supplier<Consumer<byte[], byte[]>> readers, String topic, Duration back, Duration retry) {
        this.readers = readers;
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
            List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                follower.absent();
                return;
            }
            reader.assign(partitions);
            Rewind.to(reader, partitions, System.currentTimeMillis() - back.toMillis());
            follower.follow(reader, partitions);
        } catch (KafkaException e) {
            follower.failed(e);
        } finally {
            current = null;
        }
    }
}
