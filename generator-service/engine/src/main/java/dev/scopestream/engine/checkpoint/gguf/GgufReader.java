package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.CheckpointException;
import dev.scopestream.engine.checkpoint.PositionedFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a GGUF file's values one after the other; every length is checked against the file before memory is taken. */
final class GgufReader {
    private static final int LONGEST_STRING = 4 << 20;
    /** Bytes of all strings together. */
    private static final int MOST_STRING_BYTES = 128 << 20;

    private static final int MOST_ELEMENTS = 4 << 20;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    /** Bytes of the scalar types by their numbers: u8 i8 u16 i16 u32 i32 f32 bool, string, array, u64 i64 f64. */
    private static final int[] WIDTHS = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

    private final PositionedFile file;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long next;
    private long elements;
    private long stringBytes;

    GgufReader(PositionedFile file) {
        this.file = file;
    }

    Path path() {
        return file.path();
    }

    /** Bytes read so far. */
    long position() {
        return next - buffer.remaining();
    }

    long size() {
        return file.size();
    }

    CheckpointException error(String reason) {
        return new CheckpointException(path() + " " + reason + " (byte " + position() + ")");
    }

    private ByteBuffer need(int bytes) {
        if (buffer.remaining() < bytes) {
            buffer.compact();
            int more = (int) Math.min(buffer.remaining(), size() - next);
            if (buffer.position() + more < bytes) {
                buffer.flip();
                throw error("is truncated: it ends within its header");
            }
            buffer.limit(buffer.position() + more);
            file.read(buffer, next);
            next += more;
            buffer.flip();
        }
        return buffer;
    }

    long u32() {
        return Integer.toUnsignedLong(need(4).getInt());
    }

    /** An unsigned 64-bit count of at most {@code most}. */
    long count(String what, long most) {
        long value = need(8).getLong();
        if (value < 0 || value > most) {
            throw error("says " + what + " is " + Long.toUnsignedString(value) + "; at most " + most + " is read");
        }
        return value;
    }

    String string(String what, int most) {
        int length = (int) count(what + "'s length", Math.min(most, Math.max(0, size() - position() - 8)));
        stringBytes += length;
        if (stringBytes > MOST_STRING_BYTES) {
            throw error("has strings of more than " + MOST_STRING_BYTES + " bytes together");
        }
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, buffer.capacity());
            need(n).get(bytes, done, n);
            done += n;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw error("has a " + what + " that isn't UTF-8");
        }
    }

    /** A metadata value: Long (every integer and bool), Double, String, or a List of such values. */
    Object value(String key) {
        return value(key, u32());
    }

    private Object value(String key, long type) {
        if (type == STRING) {
            return string(key, LONGEST_STRING);
        }
        if (type == ARRAY) {
            return array(key);
        }
        if (type >= WIDTHS.length) {
            throw error("has an unknown type " + type + " for " + key);
        }
        ByteBuffer b = need(WIDTHS[(int) type]);
        return switch ((int) type) {
            case 0, 7 -> (Object) (long) Byte.toUnsignedInt(b.get());
            case 1 -> (Object) (long) b.get();
            case 2 -> (Object) (long) Short.toUnsignedInt(b.getShort());
            case 3 -> (Object) (long) b.getShort();
            case 4 -> (Object) Integer.toUnsignedLong(b.getInt());
            case 5 -> (Object) (long) b.getInt();
            case 6 -> (Object) (double) b.getFloat();
            case 12 -> (Object) b.getDouble();
            default -> (Object) b.getLong();
        };
    }

    private List<Object> array(String key) {
        long type = u32();
        if (type == ARRAY || type >= WIDTHS.length) {
            throw error("has an array of the unsupported type " + type + " for " + key);
        }
        long fit = Math.max(0, size() - position() - 8) / WIDTHS[(int) type];
        int length = (int) count(key + "'s length", Math.min(fit, MOST_ELEMENTS - elements));
        elements += length;
        List<Object> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.add(value(key, type));
        }
        return values;
    }
}
