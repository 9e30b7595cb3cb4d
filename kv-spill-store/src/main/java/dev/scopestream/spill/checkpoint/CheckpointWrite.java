package dev.scopestream.spill.checkpoint;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes one checkpoint: the {@link CheckpointHeader}; parts of {@link CheckpointParts#PART_BYTES} of the payload, the last one
 * shorter: index, bytes, stored bytes (i32 each), CRC32C of these and the stored bytes (i32), the stored bytes, by zstd where
 * they are fewer; and SHA-256 of everything before. Little endian.
 */
final class CheckpointWrite {
    private static final int LEVEL = 1;
    /** Where a part doesn't shrink, so many of the next ones are stored as they are. */
    private static final int NOT_TRIED = 7;

    private final WritableByteChannel out;
    private final LongConsumer pace;
    private final MessageDigest sha = CheckpointParts.sha256();
    private final byte[] part = new byte[CheckpointParts.PART_BYTES];
    private final byte[] packed = new byte[(int) Zstd.compressBound(CheckpointParts.PART_BYTES)];
    private int notTried;
    private long written;

    /** @param pace is told of the bytes that were written, and may wait */
    CheckpointWrite(WritableByteChannel out, LongConsumer pace) {
        this.out = out;
        this.pace = pace;
    }

    /**
     * What was written.
     *
     * @param bytes of all of it
     * @param digest SHA-256 (hex) at its end
     */
    record Done(long bytes, String digest) {}

    Done write(CheckpointHeader header, List<ByteBuffer> payload) throws IOException {
        put(header.encode());
        Deque<ByteBuffer> left = new ArrayDeque<>();
        payload.forEach(buffer -> left.add(buffer.duplicate()));
        int index = 0;
        for (int size = fill(left); size > 0; size = fill(left)) {
            put(index++, size);
        }
        byte[] digest = sha.digest();
        putAll(ByteBuffer.wrap(digest));
        return new Done(written + digest.length, HexFormat.of().formatHex(digest));
    }

    private int fill(Deque<ByteBuffer> left) {
        int size = 0;
        while (size < part.length && !left.isEmpty()) {
            ByteBuffer next = left.peek();
            int bytes = Math.min(next.remaining(), part.length - size);
            next.get(part, size, bytes);
            size += bytes;
            if (!next.hasRemaining()) {
                left.remove();
            }
        }
        return size;
    }

    private void put(int index, int size) throws IOException {
        int stored = pack(size);
        ByteBuffer bytes = stored < size ? ByteBuffer.wrap(packed, 0, stored) : ByteBuffer.wrap(part, 0, size);
        ByteBuffer lead = ByteBuffer.allocate(CheckpointParts.LEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        lead.putInt(index).putInt(size).putInt(bytes.remaining());
        put(lead.putInt(CheckpointParts.checksum(lead, bytes)).flip());
        put(bytes);
        pace.accept(CheckpointParts.LEAD_BYTES + bytes.limit());
    }

    /** Bytes of the part after compression; {@code size} where it doesn't pay. */
    private int pack(int size) {
        if (notTried > 0) {
            notTried--;
            return size;
        }
        long stored = Zstd.compressByteArray(packed, 0, packed.length, part, 0, size, LEVEL);
        if (Zstd.isError(stored) || stored >= size - size / 16) {
            notTried = NOT_TRIED;
            return size;
        }
        return (int) stored;
    }

    private void put(ByteBuffer bytes) throws IOException {
        sha.update(bytes.duplicate());
        written += bytes.remaining();
        putAll(bytes.duplicate());
    }

    private void putAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            int unused = out.write(bytes);
        }
    }
}
