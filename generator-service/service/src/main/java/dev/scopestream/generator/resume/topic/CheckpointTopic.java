package dev.scopestream.generator.resume.topic;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.checkpoint.CheckpointAssembly;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import dev.scopestream.spill.checkpoint.CheckpointId;
import dev.scopestream.spill.checkpoint.CheckpointMedium;
import dev.scopestream.spill.checkpoint.CheckpointSlices;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints in a compacted topic that has a partition for each of the prompts'. They are written outside of any transaction:
 * one that takes as long as a cache's bytes would keep the group's offsets from others, and nothing refers to a half-written
 * one, as its pointer ({@link PointerTable}) moves when all replicas in sync have all of its records.
 */
public final class CheckpointTopic implements CheckpointMedium {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointTopic.class);

    private final PointerTable pointers;
    private final RecordWriter writer;
    private final SliceReader reader;
    private final CheckpointTopicOptions options;
    private final Clock clock;
    private final long space;

    /** @param space of the prompts that are served here, see {@link CheckpointId} */
    public CheckpointTopic(
            long space,
            PointerTable pointers,
            RecordWriter writer,
            SliceReader reader,
            CheckpointTopicOptions options,
            Clock clock) {
        this.space = space;
        this.pointers = pointers;
        this.writer = writer;
        this.reader = reader;
        this.options = options;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "topic:" + pointers.partition(0).topic();
    }

    @Override
    public int tidy() {
        pointers.takeUnneeded().forEach(this::delete);
        return 0;
    }

    @Override
    public Written write(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace) throws IOException {
        CheckpointId id = header.id();
        int removed = makeRoom(id, header.payloadBytes());
        int slot = pointers.slot(id.partition(), id.offset(), id.attempt())
                .orElseThrow(() -> new IOException("no slot for " + id.path()
                        + ": its partition isn't ours any more, or earlier pointers aren't committed yet"));
        RecordKey key = key(id, id.attempt());
        List<RecordWriter.Sent> sent = new ArrayList<>();
        CheckpointSlices.Cut cut = CheckpointSlices.cut(
                header,
                payload,
                pace,
                slice -> sent.add(writer.send(pointers.partition(id.partition()), key.of(slot, sent.size()), slice)));
        long first = writer.offset(sent.get(0));
        long last = first;
        for (RecordWriter.Sent one : sent) {
            last = writer.offset(one);
        }
        int span = Math.toIntExact(last - first + 1);
        CheckpointPointer.Range range = new CheckpointPointer.Range(first, span, sent.size(), slot);
        CheckpointPointer pointer = header.base().isEmpty()
                ? CheckpointPointer.to(id.attempt(), range)
                : own(id).orElseThrow(() -> new IOException("the whole checkpoint of " + id.path() + " is gone"))
                        .changed(range);
        if (!pointers.written(id.partition(), id.offset(), pointer)) {
            throw new IOException("the partition of " + id.path() + " isn't ours any more");
        }
        return new Written(cut.bytes(), removed, cut.digest());
    }

    private Optional<CheckpointPointer> own(CheckpointId id) {
        return pointers.find(id.partition(), id.offset()).filter(pointer -> pointer.attempt() == id.attempt());
    }

    @Override
    public boolean holdsBase(CheckpointId id) {
        return own(id).isPresent();
    }

    private int makeRoom(CheckpointId id, long bytes) throws IOException {
        int removed = 0;
        while (liveBytes() + bytes > options.quotaBytes()) {
            PointerTable.Gone oldest = pointers.removeOldest(id.partition(), id.offset())
                    .orElseThrow(() -> new IOException(
                            "a checkpoint of " + bytes + " bytes doesn't fit the quota of " + options.quotaBytes()));
            delete(oldest);
            removed++;
        }
        return removed;
    }

    private static RecordKey key(CheckpointId id, int attempt) {
        return new RecordKey(id.space(), id.partition(), id.offset(), attempt);
    }

    @Override
    public Lookup<ByteBuffer> latest(CheckpointId id, long model, long policy) {
        Optional<CheckpointPointer> found =
                pointers.find(id.partition(), id.offset()).filter(pointer -> pointer.attempt() < id.attempt());
        if (found.isEmpty()) {
            return Lookup.miss(MissReason.ABSENT);
        }
        CheckpointPointer pointer = found.get();
        CheckpointId ofAttempt = id.ofAttempt(pointer.attempt());
        try {
            Optional<CheckpointAssembly> whole = read(ofAttempt, pointer.whole());
            Optional<CheckpointAssembly> changes = pointer.changes().flatMap(range -> read(ofAttempt, range));
            if (whole.isEmpty() || changes.isPresent() != pointer.changes().isPresent()) {
                return Lookup.miss(MissReason.STORE_HUNG);
            }
            Lookup<ByteBuffer> payload = whole.get()
                    .payload(
                            changes,
                            model,
                            policy,
                            clock.millis() - options.ttl().toMillis());
            // a pointer says that there was one
            return payload.missed().equals(Optional.of(MissReason.ABSENT)) ? Lookup.miss(MissReason.TORN) : payload;
        } catch (InterruptException e) {
            return Lookup.miss(MissReason.STORE_OFF);
        } catch (KafkaException e) {
            LOG.info("event=checkpoint_unread id={} error=\"{}\"", id.path(), e.toString());
            return Lookup.miss(MissReason.READ_ERROR);
        }
    }

    /** What there is of these records; empty: not in time. */
    private Optional<CheckpointAssembly> read(CheckpointId id, CheckpointPointer.Range range) {
        CheckpointAssembly assembly = new CheckpointAssembly(id, range.records(), options.mostBytes());
        boolean inTime = reader.read(
                pointers.partition(id.partition()), key(id, id.attempt()), range, assembly, options.readBudget());
        return inTime ? Optional.of(assembly) : Optional.empty();
    }

    @Override
    public void deleteUpTo(CheckpointId id) {
        pointers.removeUpTo(id.partition(), id.offset(), id.attempt()).ifPresent(this::delete);
    }

    @Override
    public int deleteFinished(long ofSpace, int partition, LongPredicate finished) {
        List<PointerTable.Gone> gone = ofSpace == space ? pointers.removeIf(partition, finished) : List.of();
        gone.forEach(this::delete);
        return gone.size();
    }

    /** Compaction removes what has a tombstone; where that isn't stored, the topic's retention does. */
    private void delete(PointerTable.Gone gone) {
        CheckpointPointer pointer = gone.pointer();
        RecordKey key = new RecordKey(space, gone.partition(), gone.offset(), pointer.attempt());
        for (int slot = 0; slot < pointer.slots(); slot++) {
            for (int index = 0; index < pointer.mostRecords(); index++) {
                writer.forget(pointers.partition(gone.partition()), key.of(slot, index));
            }
        }
    }

    @Override
    public long liveBytes() {
        return pointers.records() * CheckpointSlices.MOST_BYTES;
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
    }
}
