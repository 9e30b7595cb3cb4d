package dev.scopestream.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows all partitions of one topic, those that are added too, on a thread of its own. What keeps it from reading is
 * tried again each second; it goes on where it was.
 */
public final class TopicFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long RETRY_SECONDS = 1;
    private static final Duration END = Duration.ofSeconds(5);

    /**
     * How it is.
     *
     * @param following whether it reads what comes
     * @param caughtUp whether it has read what was there when it began
     * @param trouble what keeps it from reading; null: nothing
     */
    public record State(boolean following, boolean caughtUp, String trouble) {}

    private final String topic;
    private final FeedPositions positions;
    private final Supplier<KafkaConsumer<byte[], byte[]>> consumers;
    private final Consumer<ConsumerRecord<byte[], byte[]>> sink;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile KafkaConsumer<byte[], byte[]> current;
    private volatile State state = new State(false, false, "not yet connected");

    /**
     * @param lookback how old a record may be that is read at the start; zero: only what comes from now on
     * @param sink gets each record; what it throws is logged
     */
    public TopicFeed(
            String topic,
            Duration lookback,
            Supplier<KafkaConsumer<byte[], byte[]>> consumers,
            Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        this.topic = topic;
        this.positions = new FeedPositions(topic, lookback);
        this.consumers = consumers;
        this.sink = sink;
        this.thread = new Thread(this::run, "feed-" + topic);
        this.thread.setDaemon(true);
        this.thread.start();
    }

    public String topic() {
        return topic;
    }

    public State state() {
        return state;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        while (!isClosed()) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumers.get()) {
                current = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                LOG.debug("woken: topic={}", topic);
            } catch (RuntimeException e) {
                String reason = String.valueOf(e.getMessage());
                if (state.following() || !reason.equals(state.trouble())) {
                    LOG.warn("can't follow: topic={} reason={}", topic, reason);
                }
                state = new State(false, state.caughtUp(), reason);
                pause();
            }
        }
    }

    private void pause() {
        try {
            if (closed.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("closed: topic={}", topic);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = positions.attach(consumer);
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        state = new State(true, state.caughtUp(), null);
        LOG.info("following: topic={} partitions={}", topic, partitions.size());
        long looked = System.nanoTime();
        while (!isClosed()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                give(record);
            }
            partitions.forEach(p -> positions.note(p, consumer.position(p)));
            if (!state.caughtUp()) {
                ends.entrySet().removeIf(end -> positions.of(end.getKey()) >= end.getValue());
                state = new State(true, ends.isEmpty(), null);
            }
            if (System.nanoTime() - looked > LOOK_NANOS) {
                looked = System.nanoTime();
                if (consumer.partitionsFor(topic).size() != partitions.size()) {
                    partitions = positions.attach(consumer);
                }
            }
        }
    }

    private void give(ConsumerRecord<byte[], byte[]> record) {
        try {
            sink.accept(record);
        } catch (RuntimeException e) {
            LOG.warn(
                    "record passed over: topic={} partition={} offset={}",
                    topic,
                    record.partition(),
                    record.offset(),
                    e);
        }
    }

    /** Ends it; returns when its thread has, or after a few seconds. */
    @Override
    public void close() {
        closed.countDown();
        KafkaConsumer<byte[], byte[]> consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
