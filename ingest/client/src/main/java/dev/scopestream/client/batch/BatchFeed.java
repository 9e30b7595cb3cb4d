package dev.scopestream.client.batch;

import dev.scopestream.client.TopicException;
import dev.scopestream.client.TopicReader;
import dev.scopestream.client.openai.FinishedText;
import dev.scopestream.client.openai.OpenAiError;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Final records of a batch. In no group: it disturbs nobody. */
final class BatchFeed implements AutoCloseable {
    /** Who is told. */
    interface Reader {
        /** Whether records of this id are read. */
        boolean isOurs(String id);

        void finished(FinishedText finished);

        void refused(String id, OpenAiError error);
    }

    private final TopicReader topics;
    private final Reader reader;

    /**
     * @param start where it begins
     * @throws TopicException when a topic isn't there
     */
    BatchFeed(Map<String, Object> client, BatchStart start, Reader reader) {
        this.reader = reader;
        topics = start.positions().isEmpty()
                ? new TopicReader(client, List.of(Topics.RESULTS), List.of(Topics.DEAD_LETTERS), this::read)
                : TopicReader.from(client, start.positions(), this::read);
    }

    /** See {@link TopicReader#catchUp}. */
    void catchUp(Runnable each) {
        topics.catchUp(each);
    }

    /** Waits at most so long for records. */
    void poll(Duration atMost) {
        topics.poll(atMost);
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
        topics.close();
    }
}
