package dev.scopestream.cli.checkpoints;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.generator.resume.topic.RecordWriter;
import dev.scopestream.generator.resume.topic.SliceReader;
import dev.scopestream.generator.resume.topic.TopicInspector;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Requests saved in a topic, by partition and offset of their prompts. */
final class TopicRequests implements SavedRequests {
    private final Admin admin;
    private final SliceReader reader;
    private final RecordWriter writer;
    private final TopicInspector inspector;

    /**
     * Of one group of generators.
     *
     * @param client properties of a Kafka client
     * @param topic of the checkpoints
     * @param space see {@link dev.scopestream.spill.checkpoint.CheckpointId}
     */
    TopicRequests(Map<String, Object> client, String group, String topic, long space) {
        this.admin = Admin.create(client);
        this.reader = new SliceReader(
                () -> new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        this.writer = new RecordWriter(
                () -> new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer()));
        this.inspector = new TopicInspector(admin, reader, writer, group, topic, space);
    }

    @Override
    public List<Found> list() {
        return inspector.list().stream()
                .map(found -> new Found(found.path(), found.bytes(), inspector.header(found)))
                .toList();
    }

    private Optional<TopicInspector.Found> find(String path) {
        if (!path.matches("[0-9]{1,9}/[0-9]{1,18}-[0-9]{1,9}")) {
            throw new CliException(
                    "'" + path + "' names no checkpoint: it must be a path as 'checkpoints list' prints it");
        }
        return inspector.list().stream()
                .filter(found -> found.path().equals(path))
                .findFirst();
    }

    @Override
    public Lookup<CheckpointHeader> verify(String path) {
        return find(path).map(inspector::verify).orElse(Lookup.miss(MissReason.ABSENT));
    }

    @Override
    public boolean drop(String path) {
        Optional<TopicInspector.Found> found = find(path);
        try {
            found.ifPresent(inspector::drop);
        } catch (KafkaException e) {
            if (e.getCause() instanceof UnknownMemberIdException) {
                throw new CliException(
                        "generators of the group run, and what is saved is theirs: stop them first, or set"
                                + " scope.checkpoint.store=none for them",
                        e);
            }
            throw e;
        }
        return found.isPresent();
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        admin.close();
    }
}
