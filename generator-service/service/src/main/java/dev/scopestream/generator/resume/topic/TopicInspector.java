package dev.scopestream.generator.resume.topic;

import dev.scopestream.generator.resume.topic.PointerCodec.Pointers;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.checkpoint.CheckpointAssembly;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.CheckpointSlices;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Looks at the checkpoints in a topic from outside, also while generators use it. For one thread. */
public final class TopicInspector {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Admin admin;
    private final SliceReader reader;
    private final RecordWriter writer;
    private final String group;
    private final String topic;
    private final long space;

    /**
     * Takes nothing over: the caller closes the clients.
     *
     * @param group the generators'
     * @param topic of the checkpoints
     * @param space see {@link CheckpointId}
     */
    public TopicInspector(
            Admin admin, SliceReader reader, RecordWriter writer, String group, String topic, long space) {
        this.admin = admin;
        this.reader = reader;
        this.writer = writer;
        this.group = group;
        this.topic = topic;
        this.space = space;
    }

    /**
     * A checkpoint that a committed pointer leads to.
     *
     * @param partition of the prompt's record
     * @param offset of the prompt's record
     */
    public record Found(int partition, long offset, CheckpointPointer pointer) {
        /** {@code PARTITION/OFFSET-ATTEMPT}. */
        public String path() {
            return partition + "/" + offset + "-" + pointer.attempt();
        }

        /** In the topic, at most. */
        public long bytes() {
            return (long) pointer.records() * CheckpointSlices.MOST_BYTES;
        }
    }

    /** All that are committed, in the order of their partitions and offsets. */
    public List<Found> list() {
        List<Found> found = new ArrayList<>();
        committed().forEach((partition, at) -> PointerCodec.decode(at.offset(), at.metadata())
                .ifPresent(pointers -> pointers.pointers()
                        .forEach((offset, pointer) -> found.add(new Found(partition, offset, pointer)))));
        return found;
    }

    /** The committed offsets that have pointers, by partition. */
    private Map<Integer, OffsetAndMetadata> committed() {
        Map<Integer, OffsetAndMetadata> committed = new TreeMap<>();
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, at) -> {
                    if (at != null && partition.topic().equals(topic)) {
                        committed.put(partition.partition(), at);
                    }
                });
        return committed;
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** What the first record says. */
    public Lookup<CheckpointHeader> header(Found found) {
        return read(found, found.pointer.newest(), 1).announced();
    }

    /** Reads all of it and checks it. */
    public Lookup<CheckpointHeader> verify(Found found) {
        return read(found, found.pointer.whole()).header(found.pointer.changes().map(range -> read(found, range)));
    }

    private CheckpointAssembly read(Found found, CheckpointPointer.Range range) {
        return read(found, range, range.records());
    }

    private CheckpointAssembly read(Found found, CheckpointPointer.Range range, int records) {
        CheckpointId id = new CheckpointId(space, found.partition, found.offset, 0, found.pointer.attempt());
        CheckpointAssembly assembly = new CheckpointAssembly(id, records, Integer.MAX_VALUE);
        boolean unused = reader.read(new TopicPartition(topic, found.partition), key(found), range, assembly, PATIENCE);
        return assembly;
    }

    private RecordKey key(Found found) {
        return new RecordKey(space, found.partition, found.offset, found.pointer.attempt());
    }

    /**
     * Deletes one.
     *
     * @throws KafkaException also when generators of the group run: the pointers are theirs then
     */
    public void drop(Found found) {
        OffsetAndMetadata at = committed().get(found.partition);
        Optional<Pointers> pointers = PointerCodec.decode(at.offset(), at.metadata());
        Map<Long, CheckpointPointer> left = new TreeMap<>(pointers.orElseThrow().pointers());
        left.remove(found.offset);
        String metadata = PointerCodec.encode(
                        at.offset(), new Pointers(pointers.orElseThrow().topic(), left))
                .orElseThrow();
        TopicPartition partition = new TopicPartition(topic, found.partition);
        Void unused = get(
                admin.alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(at.offset(), metadata)))
                        .all());
        for (int slot = 0; slot < found.pointer.slots(); slot++) {
            for (int index = 0; index < found.pointer.mostRecords(); index++) {
                writer.forget(partition, key(found).of(slot, index));
            }
        }
    }
}
