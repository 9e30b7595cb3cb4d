package dev.scopestream.spill.checkpoint;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which requests have a whole checkpoint in the medium, that the next ones can be changes of; of those it keeps hashes alone.
 * Belongs to the writing thread.
 */
final class SavedBases {
    /** Below it changes aren't worth a second file or record. */
    static final int LEAST_BYTES = 64 << 10;
    /** Of one base: a whole checkpoint follows. */
    static final int MOST_CHANGES = 64;

    /** A topic's retention counts from the base's writing. */
    private static final Duration LONGEST = Duration.ofHours(1);
    /** Hashes of 2.8 GB of checkpoints; beyond them those used longest ago are forgotten. */
    private static final long MOST_CHUNKS = (32L << 20) / PayloadIndex.BYTES_PER_CHUNK;

    private final Clock clock;
    private final ChunkCutter cutter = new ChunkCutter();
    /** By the prompt; those used longest ago first. */
    private final Map<CheckpointId, Base> bases = new LinkedHashMap<>(16, 0.75f, true);

    private long chunks;
    private int number;

    SavedBases(Clock clock) {
        this.clock = clock;
    }

    private record Base(CheckpointHeader header, String digest, PayloadIndex index, int changes) {
        Base changedAgain() {
            return new Base(header, digest, index, changes + 1);
        }
    }

    /**
     * What is to be written.
     *
     * @param index of the whole payload
     */
    record Plan(CheckpointHeader header, List<ByteBuffer> payload, PayloadIndex index) {
        boolean whole() {
            return header.base().isEmpty();
        }
    }

    /** A checkpoint as changes of its base, where they have less than half of its bytes; else as a whole. */
    Plan plan(CheckpointHeader header, List<ByteBuffer> payload, CheckpointMedium medium) {
        PayloadIndex index = PayloadIndex.of(payload, cutter);
        Base base = bases.get(header.id().ofAttempt(1));
        if (base != null && usable(base, header) && medium.holdsBase(header.id())) {
            List<ByteBuffer> changes = PayloadDelta.encode(base.index, index, payload);
            long bytes = changes.stream().mapToLong(ByteBuffer::remaining).sum();
            if (bytes < base.header.payloadBytes() / 2) {
                return new Plan(header.changing(base.header, base.digest, bytes), changes, index);
            }
        }
        return new Plan(header.whole(++number), payload, index);
    }

    private boolean usable(Base base, CheckpointHeader header) {
        return base.header.id().equals(header.id())
                && base.changes < MOST_CHANGES
                && clock.millis() - base.header.createdMillis() < LONGEST.toMillis();
    }

    /** A plan was carried out. */
    void written(Plan plan, String digest) {
        CheckpointId prompt = plan.header.id().ofAttempt(1);
        if (!plan.whole()) {
            Base unused = bases.computeIfPresent(prompt, (id, base) -> base.changedAgain());
            return;
        }
        forget(prompt);
        if (plan.header.payloadBytes() >= LEAST_BYTES) {
            bases.put(prompt, new Base(plan.header, digest, plan.index, 0));
            chunks += plan.index.chunks();
        }
        while (chunks > MOST_CHUNKS) {
            forget(bases.keySet().iterator().next());
        }
    }

    /** The next checkpoint of this prompt is a whole one. */
    void forget(CheckpointId id) {
        Base base = bases.remove(id.ofAttempt(1));
        chunks -= base == null ? 0 : base.index.chunks();
    }
}
