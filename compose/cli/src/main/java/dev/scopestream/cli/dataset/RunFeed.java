package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.TopicReader;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a cluster holds and what comes, and enters it in a journal: prompts, results, dead letters and scores from
 * the oldest that is kept, chunks from now on. In no group: it disturbs nobody.
 */
final class RunFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFeed.class);

    private final TopicReader reader;
    private final RunJournal journal;

    /** @throws CliException when a topic isn't there */
    RunFeed(Map<String, Object> client, List<String> topics, RunJournal journal) {
        this.journal = journal;
        Map<Boolean, List<String>> byAge =
                topics.stream().collect(Collectors.partitioningBy(topic -> !topic.equals(Topics.CHUNKS)));
        reader = new TopicReader(client, byAge.get(true), byAge.get(false), this::read);
    }

    /** See {@link TopicReader#catchUp}. */
    void catchUp() {
        reader.catchUp();
    }

    /** Waits at most so long for records. */
    void poll(Duration atMost) {
        reader.poll(atMost);
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        try {
            journal(record);
        } catch (InvalidEventException e) {
            // somebody else's: every client may write, and the run's own come from us
            LOG.debug("not ours: topic={} offset={} reason={}", record.topic(), record.offset(), e.getMessage());
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
        reader.close();
    }
}
