package dev.scopestream.generator.spill;

import dev.scopestream.spill.BlockAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a checkpoint holds besides the engine's snapshot, which comes after it. As bytes, big endian: version (i32), entries
 * (i64), number of rows (i32), each: layer, head, sequence (i32 each), ascending. The store's checksum covers it.
 *
 * @param entries spilled so far
 * @param next the block that each layer's and head's next evicted entry goes into
 */
record CheckpointFrame(long entries, List<BlockAddress> next) {
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 16;
    private static final int ROW_BYTES = 12;

    /** A frame that was read, and the bytes after it. */
    record Opened(CheckpointFrame frame, ByteBuffer snapshot) {}

    CheckpointFrame {
        next = List.copyOf(next);
    }

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + ROW_BYTES * next.size());
        out.putInt(VERSION).putLong(entries).putInt(next.size());
        next.forEach(at -> out.putInt(at.layer()).putInt(at.head()).putInt(at.sequence()));
        return out.flip();
    }

    /** Empty for bytes that aren't a checkpoint of this version. */
    static Optional<Opened> open(ByteBuffer bytes) {
        ByteBuffer in = bytes.slice();
        if (in.remaining() < FIXED_BYTES || in.getInt() != VERSION) {
            return Optional.empty();
        }
        long entries = in.getLong();
        int rows = in.getInt();
        if (entries < 0 || rows < 0 || in.remaining() < (long) ROW_BYTES * rows) {
            return Optional.empty();
        }
        List<BlockAddress> next = new ArrayList<>();
        try {
            for (int i = 0; i < rows; i++) {
                BlockAddress at = new BlockAddress(in.getInt(), in.getInt(), in.getInt());
                BlockAddress before = i == 0 ? null : next.get(i - 1);
                if (before != null
                        && (at.layer() < before.layer()
                                || (at.layer() == before.layer() && at.head() <= before.head()))) {
                    return Optional.empty();
                }
                next.add(at);
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new Opened(new CheckpointFrame(entries, next), in.slice()));
    }
}
