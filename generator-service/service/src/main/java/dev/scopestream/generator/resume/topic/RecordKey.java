package dev.scopestream.generator.resume.topic;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of the records of an attempt's checkpoints: version (1 byte), space (i64), partition (i32), offset (i64), attempt (i32),
 * slot (1 byte), index from 0 (i32), big endian. Compaction keeps the newest record of each; a checkpoint is written to a
 * slot that no pointer refers to, so a half-written one destroys nothing.
 *
 * @param space whose prompts: a fingerprint of the consumer group and the topic
 * @param partition of the prompt's record
 * @param offset of the prompt's record
 */
record RecordKey(long space, int partition, long offset, int attempt) {
    private static final byte VERSION = 1;
    private static final int BYTES = 2 + 2 * Long.BYTES + 3 * Integer.BYTES;

    byte[] of(int slot, int index) {
        return ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .putLong(space)
                .putInt(partition)
                .putLong(offset)
                .putInt(attempt)
                .put((byte) slot)
                .putInt(index)
                .array();
    }

    /** Whether a record with this key belongs to this slot. */
    boolean matches(byte[] key, int slot) {
        int without = BYTES - Integer.BYTES;
        return key != null && key.length == BYTES && Arrays.equals(key, 0, without, of(slot, 0), 0, without);
    }
}
