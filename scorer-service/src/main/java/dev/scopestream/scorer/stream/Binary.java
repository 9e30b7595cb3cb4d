package dev.scopestream.scorer.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;

/** State and internal records as bytes: a magic, a version, the fields. */
final class Binary {
    private static final short MAGIC = 0x5c0e;
    private static final byte VERSION = 1;

    private Binary() {}

    /** Writes one kind of value. */
    @FunctionalInterface
    interface Writer<T> {
        void write(T value, DataOutput out) throws IOException;
    }

    /** Reads one kind of value. */
    @FunctionalInterface
    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    static <T> byte[] encode(T value, Writer<T> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(MAGIC);
            out.writeByte(VERSION);
            writer.write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Empty when the bytes are null, of another version, or broken; the latter two are counted. */
    static <T> Optional<T> decode(byte[] bytes, Reader<T> reader, ScorerCounts counts) {
        if (bytes == null) {
            return Optional.empty();
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readShort() == MAGIC && in.readByte() == VERSION) {
                return Optional.of(reader.read(in));
            }
        } catch (IOException | RuntimeException e) {
            counts.add(Count.UNREADABLE_STATE);
            return Optional.empty();
        }
        counts.add(Count.UNREADABLE_STATE);
        return Optional.empty();
    }

    static <T> void writeOptional(DataOutput out, T value, Writer<T> writer) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            writer.write(value, out);
        }
    }

    static <T> T readOptional(DataInput in, Reader<T> reader) throws IOException {
        return in.readBoolean() ? reader.read(in) : null;
    }

    /** As {@link #readOptional}; null, too, where the bytes end before it. */
    static <T> T readLast(DataInput in, Reader<T> reader) throws IOException {
        boolean present;
        try {
            present = in.readBoolean();
        } catch (EOFException e) {
            return null;
        }
        return present ? reader.read(in) : null;
    }

    static void writeBytes(Bytes bytes, DataOutput out) throws IOException {
        out.writeInt(bytes.get().length);
        out.write(bytes.get());
    }

    static Bytes readBytes(DataInput in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return Bytes.wrap(bytes);
    }
}
