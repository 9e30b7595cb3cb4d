package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Puts the slices of one checkpoint together again, from any bytes; see {@link CheckpointSlices}. */
public final class CheckpointAssembly {
    private final CheckpointId id;
    private final int slices;
    private final long mostBytes;
    private final List<InputStream> bodies = new ArrayList<>();
    private Optional<MissReason> problem;
    private long save;
    private long model;
    private long policy;

    /**
     * Nothing of a checkpoint yet.
     *
     * @param id whose it must be; its prompt is of no account where {@link #header} alone is asked for
     * @param slices that it has
     * @param mostBytes of a payload that is taken
     */
    public CheckpointAssembly(CheckpointId id, int slices, long mostBytes) {
        this.id = id;
        this.slices = slices;
        this.mostBytes = mostBytes;
        boolean tooLarge = (long) (slices - 1) * CheckpointSlices.MOST_BYTES > mostBytes + CheckpointHeader.MOST_BYTES;
        this.problem = tooLarge || slices < 1 ? Optional.of(MissReason.BAD_SHAPE) : Optional.empty();
    }

    /** Whether a further slice is of use. */
    public boolean open() {
        return problem.isEmpty() && bodies.size() < slices;
    }

    /** Adds the next slice; null: it was deleted. */
    public void add(byte[] slice) {
        if (open()) {
            problem = slice == null ? Optional.of(MissReason.ABSENT) : check(ByteBuffer.wrap(slice));
            if (problem.isEmpty()) {
                bodies.add(new ByteArrayInputStream(
                        slice, CheckpointSlices.LEAD_BYTES, slice.length - CheckpointSlices.LEAD_BYTES));
            }
        }
    }

    private Optional<MissReason> check(ByteBuffer slice) {
        ByteBuffer in = slice.order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() <= CheckpointSlices.LEAD_BYTES) {
            return Optional.of(MissReason.TORN);
        }
        if (in.remaining() > CheckpointSlices.LEAD_BYTES + CheckpointSlices.MOST_BYTES) {
            return Optional.of(MissReason.BAD_SHAPE);
        }
        if (in.getInt() != CheckpointSlices.MAGIC) {
            return Optional.of(MissReason.WRONG_MAGIC);
        }
        if (in.getInt() != CheckpointSlices.VERSION) {
            return Optional.of(MissReason.UNKNOWN_VERSION);
        }
        long ofSave = in.getLong();
        int index = in.getInt();
        long ofModel = in.getLong();
        long ofPolicy = in.getLong();
        if (in.getInt() != CheckpointSlices.checksum(slice)) {
            return Optional.of(MissReason.BAD_CHECKSUM);
        }
        boolean first = bodies.isEmpty();
        if (first) {
            save = ofSave;
            model = ofModel;
            policy = ofPolicy;
        }
        boolean same = save == ofSave && model == ofModel && policy == ofPolicy;
        return index == bodies.size() && same ? Optional.empty() : Optional.of(MissReason.MISPLACED);
    }

    /**
     * The payload, where all slices came in their order and a reader of this model and policy can use it.
     *
     * @param changes since then; empty: none are known
     * @param oldestMillis creation that counts still
     */
    public Lookup<ByteBuffer> payload(
            Optional<CheckpointAssembly> changes, long ofModel, long ofPolicy, long oldestMillis) {
        return joined(changes)
                .then(content -> content.header().id().equals(id)
                        ? content.usable(ofModel, ofPolicy, oldestMillis)
                        : Lookup.miss(MissReason.MISPLACED));
    }

    /** What the checkpoint says of itself, where all slices came in their order. */
    public Lookup<CheckpointHeader> header(Optional<CheckpointAssembly> changes) {
        return joined(changes).then(content -> ofSamePlace(content.header()));
    }

    private Lookup<CheckpointRead.Content> joined(Optional<CheckpointAssembly> changes) {
        // a pointer says that there were some
        Lookup<CheckpointRead.Content> further = changes.map(CheckpointAssembly::content)
                .map(found -> found.missed().equals(Optional.of(MissReason.ABSENT))
                        ? Lookup.<CheckpointRead.Content>miss(MissReason.TORN)
                        : found)
                .orElse(Lookup.miss(MissReason.ABSENT));
        return CheckpointJoin.join(content(), further, mostBytes);
    }

    /** What the first slice says of the checkpoint. */
    public Lookup<CheckpointHeader> announced() {
        return problem.isPresent() || bodies.isEmpty() ? missing() : read().then(this::ofSamePlace);
    }

    private Lookup<CheckpointHeader> ofSamePlace(CheckpointHeader header) {
        CheckpointId found = header.id();
        boolean same =
                found.equals(new CheckpointId(id.space(), id.partition(), id.offset(), found.prompt(), id.attempt()));
        return same ? Lookup.hit(header) : Lookup.miss(MissReason.MISPLACED);
    }

    private Lookup<CheckpointHeader> read() {
        try {
            return new CheckpointRead(Channels.newChannel(bodies.get(0)), mostBytes).header();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private Lookup<CheckpointRead.Content> content() {
        if (problem.isPresent() || bodies.size() < slices) {
            return missing();
        }
        InputStream all = new SequenceInputStream(Collections.enumeration(bodies));
        try {
            return new CheckpointRead(Channels.newChannel(all), mostBytes).content();
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
    }

    private <T> Lookup<T> missing() {
        return Lookup.miss(problem.orElse(bodies.isEmpty() ? MissReason.ABSENT : MissReason.TORN));
    }
}
