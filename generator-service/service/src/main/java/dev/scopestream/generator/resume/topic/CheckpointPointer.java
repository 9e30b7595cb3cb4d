package dev.scopestream.generator.resume.topic;

import java.util.Optional;

/**
 * Where the newest whole checkpoint of a request lies in its topic's partition, and what changed since then.
 *
 * @param attempt that saved it
 * @param whole the whole one
 * @param changes since then, if there are any
 * @param slots that checkpoints of this attempt have used, from 0
 * @param mostRecords that a checkpoint of this attempt had
 */
public record CheckpointPointer(int attempt, Range whole, Optional<Range> changes, int slots, int mostRecords) {
    /** An attempt's checkpoints alternate between slots: at most so many of them are referred to at a time. */
    static final int SLOTS = 8;

    private static final int MOST_RECORDS = 1 << 14;

    /**
     * Records of one checkpoint.
     *
     * @param first offset of its first record
     * @param span offsets from there to its last record, both counted
     * @param records that it consists of
     * @param slot of its records' keys, see {@link RecordKey}
     */
    public record Range(long first, int span, int records, int slot) {
        public Range {
            boolean counts = records >= 1 && records < MOST_RECORDS && span >= records;
            if (first < 0 || !counts || slot < 0 || slot >= SLOTS) {
                throw new IllegalArgumentException(
                        "first " + first + ", span " + span + ", records " + records + ", slot " + slot);
            }
        }

        /** Offset of its last record. */
        long last() {
            return first + span - 1;
        }

        private boolean within(int slots, int mostRecords) {
            return slot < slots && records <= mostRecords;
        }
    }

    public CheckpointPointer {
        boolean within = whole.within(slots, mostRecords)
                && changes.map(range -> range.within(slots, mostRecords) && range.slot != whole.slot)
                        .orElse(true);
        if (attempt < 1 || !within || slots > SLOTS || mostRecords >= MOST_RECORDS) {
            throw new IllegalArgumentException("attempt " + attempt + ", whole " + whole + ", changes " + changes
                    + ", slots " + slots + ", records " + mostRecords);
        }
    }

    /** To a whole checkpoint that was just written. */
    static CheckpointPointer to(int attempt, Range whole) {
        return new CheckpointPointer(attempt, whole, Optional.empty(), whole.slot + 1, whole.records);
    }

    /** With changes that were just written. */
    CheckpointPointer changed(Range since) {
        return new CheckpointPointer(
                attempt,
                whole,
                Optional.of(since),
                Math.max(slots, since.slot + 1),
                Math.max(mostRecords, since.records));
    }

    /** What was written last. */
    Range newest() {
        return changes.orElse(whole);
    }

    /** Of both. */
    public int records() {
        return whole.records + changes.map(Range::records).orElse(0);
    }

    /** Bit mask of the slots that are referred to. */
    int slotMask() {
        return 1 << whole.slot | changes.map(range -> 1 << range.slot).orElse(0);
    }
}
