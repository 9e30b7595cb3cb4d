package dev.scopestream.engine.prefix;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Prefixes as bytes, little endian: magic, version, number of tokens, tokens (i32 each), number of parts, bytes of each
 * (i32 each), the parts, CRC32C of everything before (i32).
 */
final class PrefixCodec {
    private static final int MAGIC = 0x50524353;
    private static final int VERSION = 1;

    private PrefixCodec() {}

    /** @throws ArithmeticException when it would have more than 2^31 - 1 bytes */
    static ByteBuffer encode(int[] tokens, List<ByteBuffer> parts) {
        long content = parts.stream().mapToLong(ByteBuffer::remaining).sum();
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(20L + 4L * tokens.length + 4L * parts.size() + content))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(tokens.length);
        for (int token : tokens) {
            out.putInt(token);
        }
        out.putInt(parts.size());
        parts.forEach(part -> out.putInt(part.remaining()));
        parts.forEach(part -> out.put(part.duplicate()));
        return out.putInt(checksum(out.duplicate().flip())).flip();
    }

    /**
     * The parts, not copied; empty unless these are the bytes of exactly these tokens, with parts of exactly these sizes.
     */
    static Optional<List<ByteBuffer>> decode(ByteBuffer bytes, int[] tokens, List<Long> sizes) {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        long content = sizes.stream().mapToLong(Long::longValue).sum();
        int end = in.limit() - Integer.BYTES;
        if (in.limit() != 20L + 4L * tokens.length + 4L * sizes.size() + content
                || in.getInt(end) != checksum(in.slice(0, end))
                || in.getInt() != MAGIC
                || in.getInt() != VERSION
                || in.getInt() != tokens.length) {
            return Optional.empty();
        }
        int[] there = new int[tokens.length];
        in.asIntBuffer().get(there);
        in.position(in.position() + 4 * there.length);
        if (!Arrays.equals(there, tokens) || in.getInt() != sizes.size()) {
            return Optional.empty();
        }
        for (long size : sizes) {
            if (in.getInt() != size) {
                return Optional.empty();
            }
        }
        List<ByteBuffer> parts = new ArrayList<>();
        for (long size : sizes) {
            parts.add(in.slice(in.position(), (int) size));
            in.position(in.position() + (int) size);
        }
        return Optional.of(parts);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
