package dev.scopestream.generator.resume.topic;

/**
 * Where the newest whole checkpoint of a request lies in its topic's partition.
 *
 * @param attempt that saved it
 * @param first offset of its first record
 * @param span offsets from there to its last record, both counted
 * @param records that it consists of
 * @param slot of its records' keys, see {@link RecordKey}
 * @param slots that checkpoints of this attempt have used, from 0
 * @param mostRecords that a checkpoint of this attempt had
 */
public record CheckpointPointer(int attempt, long first, int span, int records, int slot, int slots, int mostRecords) {
    /** An attempt's checkpoints alternate between slots: at most so many of them are referred to at a time. */
    static final int SLOTS = 4;

    private static final int MOST_RECORDS = 1 << 14;

    public CheckpointPointer {
        boolean counts = records >= 1 && records <= mostRecords && mostRecords < MOST_RECORDS && span >= records;
        if (attempt < 1 || first < 0 || !counts || slot < 0 || slot >= slots || slots > SLOTS) {
            throw new IllegalArgumentException("attempt " + attempt + ", first " + first + ", span " + span
                    + ", records " + records + " of " + mostRecords + ", slot " + slot + " of " + slots);
        }
    }

    /** Offset of its last record. */
    long last() {
        return first + span - 1;
    }
}
