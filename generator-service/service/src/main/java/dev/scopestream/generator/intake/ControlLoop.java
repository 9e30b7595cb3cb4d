package dev.scopestream.generator.intake;

import dev.scopestream.events.CancelEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the control topic: every instance all of it, as nobody knows which one has the request. It begins an hour back, so
 * that a prompt which waits in its topic while instances restart stays cancelled. Without the topic there is nothing to
 * read, and it's looked for from time to time.
 */
public final class ControlLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BACK = Duration.ofHours(1);
    private static final long RETRY_MILLIS = 10_000;

    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final String topic;
    private final Cancellations cancellations;
    private final Runnable changed;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Consumer<byte[], byte[]> current;

    /** @param changed called after cancellations came in */
    public ControlLoop(
            Supplier<Consumer<byte[], byte[]>> readers, String topic, Cancellations cancellations, Runnable changed) {
        this.readers = readers;
        this.topic = topic;
        this.cancellations = cancellations;
        this.changed = changed;
    }

    /** {@link #run} returns soon. */
    public void stop() {
        stop.countDown();
        Consumer<byte[], byte[]> reader = current;
        if (reader != null) {
            reader.wakeup();
        }
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    @Override
    public void run() {
        try {
            do {
                read();
            } while (!stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (Consumer<byte[], byte[]> reader = readers.get()) {
            current = reader;
            follow(reader);
        } catch (KafkaException e) {
            LOG.debug("control topic can't be read: topic={} error={}", topic, e.toString());
        } finally {
            current = null;
        }
    }

    private void follow(Consumer<byte[], byte[]> reader) {
        List<TopicPartition> partitions = reader.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            return;
        }
        reader.assign(partitions);
        Map<TopicPartition, Long> since = new HashMap<>();
        partitions.forEach(p -> since.put(p, System.currentTimeMillis() - BACK.toMillis()));
        reader.offsetsForTimes(since).forEach((partition, found) -> {
            if (found == null) {
                reader.seekToEnd(List.of(partition));
            } else {
                reader.seek(partition, found.offset());
            }
        });
        while (!stopping()) {
            var records = reader.poll(POLL);
            records.forEach(this::take);
            if (!records.isEmpty()) {
                changed.run();
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            CancelEvent cancel = EventCodec.CANCEL.decode(record.value());
            LOG.info("cancelled: request={}", cancel.id());
            cancellations.add(cancel.id(), record.timestamp());
        } catch (InvalidEventException e) {
            LOG.warn(
                    "control record ignored: partition={} offset={} {}",
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }
}
