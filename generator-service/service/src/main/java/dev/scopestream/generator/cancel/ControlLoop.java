package dev.scopestream.generator.cancel;

import dev.scopestream.events.CancelEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.TopicLoop;
import dev.scopestream.generator.kafka.TopicShapes;
import dev.scopestream.generator.prompt.Sender;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the control topic; every instance reads all of it, since any of them may have the request. It begins an hour back,
 * so that a prompt which waits in its topic while instances restart stays cancelled. Where there is no such topic, it is
 * looked for every 10 s.
 */
public final class ControlLoop implements Runnable, TopicLoop.Follower {
    private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BACK = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final TopicLoop loop;
    private final String topic;
    private final Cancellations cancellations;
    private final Runnable changed;

    /** @param changed called after cancellations came in */
    public ControlLoop(
            KafkaClients clients,
            TopicShapes shapes,
            TopicOptions topics,
            Cancellations cancellations,
            Runnable changed) {
        this.topic = topics.control();
        this.loop = new TopicLoop(() -> clients.reader("control"), shapes, topic, BACK, RETRY);
        this.cancellations = cancellations;
        this.changed = changed;
    }

    /** {@link #run} returns soon. */
    public void stop() {
        loop.stop();
    }

    @Override
    public void run() {
        loop.run(this);
    }

    @Override
    public void poll(Consumer<byte[], byte[]> reader, List<TopicPartition> partitions) {
        var records = reader.poll(POLL);
        records.forEach(this::take);
        if (!records.isEmpty()) {
            changed.run();
        }
    }

    @Override
    public void absent() {}

    @Override
    public void failed(KafkaException failure) {
        LOG.debug("control topic can't be read: topic={} error={}", topic, failure.toString());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            CancelEvent cancel = EventCodec.CANCEL.decode(record.value());
            LOG.info("cancelled: request={}", cancel.id());
            cancellations.add(Sender.tenantOf(record.headers()), cancel.id(), record.timestamp());
        } catch (InvalidEventException e) {
            LOG.warn(
                    "control record ignored: partition={} offset={} {}",
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }
}
