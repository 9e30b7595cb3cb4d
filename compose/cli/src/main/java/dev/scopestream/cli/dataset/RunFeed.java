package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
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
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a cluster holds and what comes, and enters it in a journal: prompts, results, dead letters and scores from
 * the oldest that is kept, chunks from now on. In no group: it disturbs nobody.
 */
final class RunFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFeed.class);
    private static final Duration STEP = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RunJournal journal;

    /** @throws CliException when a topic isn't there */
    RunFeed(Map<String, Object> client, List<String> topics, RunJournal journal) {
        this.journal = journal;
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> old = new ArrayList<>();
            List<TopicPartition> fresh = new ArrayList<>();
            for (String topic : topics) {
                List<PartitionInfo> partitions = consumer.partitionsFor(topic);
                if (partitions == null || partitions.isEmpty()) {
                    throw new CliException("there is no topic " + topic + ": scopestream topics apply makes it");
                }
                partitions.forEach(
                        p -> (topic.equals(Topics.CHUNKS) ? fresh : old).add(new TopicPartition(topic, p.partition())));
            }
            List<TopicPartition> all = new ArrayList<>(old);
            all.addAll(fresh);
            consumer.assign(all);
            seek(old, consumer::seekToBeginning);
            seek(fresh, consumer::seekToEnd);
            all.forEach(consumer::position); // seeking is lazy: asking settles it
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Kafka takes no partitions for all of them. */
    private static void seek(List<TopicPartition> partitions, Consumer<List<TopicPartition>> to) {
        if (!partitions.isEmpty()) {
            to.accept(partitions);
        }
    }

    /** Reads all records up to the ends that the partitions have now. */
    void catchUp() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            poll(STEP);
        }
    }

    /** Waits at most so long for records. */
    void poll(Duration atMost) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
            try {
                journal(record);
            } catch (InvalidEventException e) {
                // somebody else's: every client may write, and the run's own come from us
                LOG.debug("not ours: topic={} offset={} reason={}", record.topic(), record.offset(), e.getMessage());
            }
        }
    }

    private void journal(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        switch (record.topic()) {
            case Topics.CHUNKS -> {
                ChunkEvent chunk = EventCodec.CHUNK.decode(record.value());
                journal.generated(chunk.id(), chunk.tokens());
            }
            case Topics.RESULTS -> journal.finished(EventCodec.RESULT.decode(record.value()));
            case Topics.ACCURACY -> journal.scored(EventCodec.ACCURACY.decode(record.value()));
            case Topics.PROMPTS -> journal.sent(key(record));
            default -> journal.refused(key(record), DeadLetter.from(record.headers()));
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
