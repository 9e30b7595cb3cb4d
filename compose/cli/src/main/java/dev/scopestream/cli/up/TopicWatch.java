package dev.scopestream.cli.up;

import dev.scopestream.client.Closing;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what comes out of a cluster from now on, and tells a run's state. */
final class TopicWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final List<String> TOPICS =
            List.of(Topics.CHUNKS, Topics.RESULTS, Topics.ACCURACY, Topics.DEAD_LETTERS);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** Reads what is written after this returns. */
    TopicWatch(Map<String, Object> client) {
        Map<String, Object> properties = new HashMap<>(client);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : TOPICS) {
            consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position); // which is only looked up when asked for
    }

    /** Waits at most so long for records. */
    void poll(Duration timeout, RunState state) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            if (record.value() == null) {
                continue;
            }
            try {
                tell(record, state);
            } catch (InvalidEventException e) {
                // somebody else's record: every client may write, and the run's own come from us
                LOG.debug("not ours: topic={} offset={} reason={}", record.topic(), record.offset(), e.getMessage());
            }
        }
    }

    private static void tell(ConsumerRecord<byte[], byte[]> record, RunState state) {
        switch (record.topic()) {
            case Topics.CHUNKS -> {
                ChunkEvent chunk = EventCodec.CHUNK.decode(record.value());
                state.generated(chunk.id(), chunk.tokens());
            }
            case Topics.RESULTS -> state.finished(EventCodec.RESULT.decode(record.value()));
            case Topics.ACCURACY -> state.scored(EventCodec.ACCURACY.decode(record.value()));
            default -> {
                if (record.key() != null) {
                    state.refused(new String(record.key(), StandardCharsets.UTF_8), DeadLetter.from(record.headers()));
                }
            }
        }
    }

    @Override
    public void close() {
        Closing.uninterrupted(consumer::close);
    }
}
