package dev.scopestream.cli.batch;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
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

/** Final records: results from the oldest that is kept, dead letters from now on. In no group: it disturbs nobody. */
final class BatchFeed implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(200);

    /** Who is told. */
    interface Reader {
        /** Whether records of this id are read. */
        boolean isOurs(String id);

        void finished(FinishedText finished);

        void refused(String id, OpenAiError error);
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Reader reader;

    /** @throws CliException when a topic isn't there */
    BatchFeed(Map<String, Object> client, Reader reader) {
        this.reader = reader;
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            List<TopicPartition> results = partitions(Topics.RESULTS);
            List<TopicPartition> letters = partitions(Topics.DEAD_LETTERS);
            List<TopicPartition> all = new ArrayList<>(results);
            all.addAll(letters);
            consumer.assign(all);
            consumer.seekToBeginning(results);
            consumer.seekToEnd(letters);
            all.forEach(consumer::position); // seeking is lazy: asking settles it
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private List<TopicPartition> partitions(String topic) {
        var described = consumer.partitionsFor(topic);
        if (described == null || described.isEmpty()) {
            throw new CliException("there is no topic " + topic + ": scopestream topics apply makes it");
        }
        return described.stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList();
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
        consumer.poll(atMost).forEach(this::read);
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        String id = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        if (!reader.isOurs(id)) {
            return;
        }
        if (record.topic().equals(Topics.DEAD_LETTERS)) {
            reader.refused(id, OpenAiError.of(DeadLetter.from(record.headers())));
            return;
        }
        try {
            reader.finished(FinishedText.of(EventCodec.RESULT.decode(record.value()), record.timestamp()));
        } catch (InvalidEventException e) {
            reader.refused(id, OpenAiError.server(502, "its result can't be read: " + e.getMessage(), null, 0));
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
