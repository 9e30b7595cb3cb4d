package dev.scopestream.spill.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * Cuts a checkpoint's bytes, as they stand in a file, into slices that fit a log's records. A slice, little endian: magic,
 * version (i32 each), save (i64, the same in all slices of one checkpoint and in no others), index from 0 (i32),
 * fingerprints of model and policy (i64 each), CRC32C of these and the bytes (i32), at most {@link #MOST_BYTES} bytes.
 */
public final class CheckpointSlices {
    /** Bytes of a checkpoint in one slice: below the usual limit of a record, 1 MiB. */
    public static final int MOST_BYTES = 768 << 10;

    static final int MAGIC = 0x5350_4353; // "SCPS"
    static final int VERSION = 1;
    static final int LEAD_BYTES = 4 * Integer.BYTES + 3 * Long.BYTES;

    private static final SecureRandom SAVES = new SecureRandom();

    private CheckpointSlices() {}

    /** Takes slices, in their order. */
    public interface Sink {
        void take(byte[] slice) throws IOException;
    }

    /**
     * A checkpoint that was cut.
     *
     * @param bytes without what slices add
     * @param digest SHA-256 (hex) of it, see {@link CheckpointHeader#base}
     */
    public record Cut(long bytes, String digest) {}

    /**
     * Cuts a checkpoint.
     *
     * @param pace is told of bytes that were written, and may wait
     */
    public static Cut cut(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace, Sink sink)
            throws IOException {
        try (Cutter cutter = new Cutter(header, sink)) {
            CheckpointWrite.Done done = new CheckpointWrite(cutter, pace).write(header, payload);
            return new Cut(done.bytes(), done.digest());
        }
    }

    static int checksum(ByteBuffer slice) {
        CRC32C crc = new CRC32C();
        crc.update(slice.slice(0, LEAD_BYTES - Integer.BYTES));
        crc.update(slice.slice(LEAD_BYTES, slice.limit() - LEAD_BYTES));
        return (int) crc.getValue();
    }

    /** Closing it hands over the last slice. */
    private static final class Cutter implements WritableByteChannel {
        private final CheckpointHeader header;
        private final Sink sink;
        private final long save = SAVES.nextLong();
        private final ByteBuffer slice = fresh();
        private int index;
        private boolean closed;

        Cutter(CheckpointHeader header, Sink sink) {
            this.header = header;
            this.sink = sink;
        }

        private static ByteBuffer fresh() {
            return ByteBuffer.allocate(LEAD_BYTES + MOST_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(LEAD_BYTES);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int all = bytes.remaining();
            while (bytes.hasRemaining()) {
                int count = Math.min(bytes.remaining(), slice.remaining());
                slice.put(bytes.slice().limit(count));
                bytes.position(bytes.position() + count);
                if (!slice.hasRemaining()) {
                    hand();
                }
            }
            return all;
        }

        private void hand() throws IOException {
            slice.flip();
            slice.putInt(MAGIC).putInt(VERSION).putLong(save).putInt(index++);
            slice.putLong(header.model()).putLong(header.policy());
            byte[] bytes = new byte[slice.limit()];
            slice.putInt(checksum(slice.duplicate())).rewind().get(bytes);
            sink.take(bytes);
            slice.clear().position(LEAD_BYTES);
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            if (slice.position() > LEAD_BYTES) {
                hand();
            }
        }
    }
}
