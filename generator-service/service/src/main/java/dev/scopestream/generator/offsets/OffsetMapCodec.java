package dev.scopestream.generator.offsets;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.ByteUtils;

/**
 * An {@link OffsetMap} as the metadata of a committed offset: base64 (RFC 4648, section 4, without padding) of
 *
 * <pre>
 * magic 'S', version 1, 2 or 3 (64 more: with a topic id), committed offset (8 bytes, big endian), topic id (16
 * bytes),
 * attempt base, number of attempts, each: distance from the offset, started, suspected, version 3: alone,
 * versions 2 and 3: number of the form ({@link CompletedForm}), version 1: nothing, the form is BITS
 * number of bytes, completed offsets from the committed one in this form,
 * CRC-32C of all that (4 bytes, big endian)
 * </pre>
 *
 * Numbers without a length are unsigned variable-length ones of 7 bits a byte. The offset is repeated within so that
 * metadata which was copied to another offset is refused. The form is the one that takes the fewest bytes, the
 * version the lowest that can say it.
 */
public final class OffsetMapCodec {
    /** What a broker takes by default ({@code offset.metadata.max.bytes}). */
    public static final int MAX_CHARS = 4096;

    private static final byte MAGIC = 'S';
    /** Completed offsets are in the form {@link CompletedForm#BITS}. */
    private static final byte BITS_VERSION = 1;
    /** Completed offsets are in the form that is named. */
    private static final byte FORM_VERSION = 2;
    /** As {@link #FORM_VERSION}; attempts that were alone are counted. */
    private static final byte VERSION = 3;

    /** Added to the version where the topic's id follows the offset. */
    private static final byte WITH_TOPIC = 1 << 6;

    private static final int HEADER = 1 + 1 + 8;
    private static final int MAX_BYTES = MAX_CHARS / 4 * 3;
    /** Topic id, attempt base, number of attempts, form, number of bytes, one byte lost by the choice of the form, checksum. */
    private static final int REST = 16 + 5 + 2 + 1 + 3 + 1 + Integer.BYTES;
    /** Distance, started, suspected, alone. */
    private static final int ATTEMPT = 3 + 2 + 1 + 1;

    /** Bytes that are left to completed offsets when all else is as large as it can be. */
    static final int MOST_COMPLETED = MAX_BYTES - HEADER - REST - OffsetMap.STARTED * ATTEMPT;

    private OffsetMapCodec() {}

    /** What committed metadata turned out to be. */
    public sealed interface Decoded {
        /** Ours, whole. */
        record Known(OffsetMap map) implements Decoded {}

        /** There is none: a plain offset, set by hand or never committed by us. */
        record Absent() implements Decoded {}

        /** Corrupt, foreign, or written by a newer version. */
        record Unreadable(String reason) implements Decoded {}
    }

    /** At most {@link #MAX_CHARS} characters. */
    public static String encode(OffsetMap map) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        long base = map.committable();
        CompletedForm.Written completed = CompletedForm.shortest(map.completed());
        Map<Long, Attempts> attempts = map.attempts();
        boolean alone = attempts.values().stream().anyMatch(count -> count.alone() > 0);
        boolean bits = completed.form() == CompletedForm.BITS && !alone;
        boolean topic = !map.log().topic().equals(Uuid.ZERO_UUID);
        int version = alone ? VERSION : bits ? BITS_VERSION : FORM_VERSION;
        out.put(MAGIC).put((byte) (topic ? version | WITH_TOPIC : version)).putLong(base);
        if (topic) {
            out.putLong(map.log().topic().getMostSignificantBits())
                    .putLong(map.log().topic().getLeastSignificantBits());
        }
        ByteUtils.writeUnsignedVarint(map.attemptBase(), out);
        ByteUtils.writeUnsignedVarint(attempts.size(), out);
        attempts.forEach((offset, count) -> {
            ByteUtils.writeUnsignedVarint(Math.toIntExact(offset - base), out);
            ByteUtils.writeUnsignedVarint(count.started(), out);
            ByteUtils.writeUnsignedVarint(count.suspected(), out);
            if (alone) {
                ByteUtils.writeUnsignedVarint(count.alone(), out);
            }
        });
        if (!bits) {
            ByteUtils.writeUnsignedVarint(completed.form().number(), out);
        }
        ByteUtils.writeUnsignedVarint(completed.bytes().remaining(), out);
        out.put(completed.bytes());
        out.putInt(checksum(out.array(), out.position()));
        out.flip();
        return new String(Base64.getEncoder().withoutPadding().encode(out).array(), StandardCharsets.ISO_8859_1);
    }

    /** Reads whatever may stand there; never throws. */
    public static Decoded decode(long offset, String metadata) {
        if (metadata == null || metadata.isEmpty()) {
            return new Decoded.Absent();
        }
        try {
            return decode(offset, Base64.getDecoder().decode(metadata));
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
            return new Decoded.Unreadable(
                    "is not an offset map: " + e.getClass().getSimpleName());
        }
    }

    private static Decoded decode(long offset, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER + Integer.BYTES || in.get() != MAGIC) {
            return new Decoded.Unreadable("is not an offset map");
        }
        byte stated = in.get();
        int version = stated & ~WITH_TOPIC;
        if (version < BITS_VERSION || version > VERSION) {
            return new Decoded.Unreadable("has version " + version + ", this service knows " + VERSION);
        }
        int end = bytes.length - Integer.BYTES;
        if (in.getInt(end) != checksum(bytes, end)) {
            return new Decoded.Unreadable("fails its checksum");
        }
        long written = in.getLong();
        if (written != offset) {
            return new Decoded.Unreadable("was written for offset " + written + ", stands at " + offset);
        }
        in.limit(end);
        Uuid topic = version == stated ? Uuid.ZERO_UUID : new Uuid(in.getLong(), in.getLong());
        int attemptBase = ByteUtils.readUnsignedVarint(in);
        int count = ByteUtils.readUnsignedVarint(in);
        Map<Long, Attempts> attempts = new TreeMap<>();
        for (int i = 0; i < Math.min(count, OffsetMap.STARTED); i++) {
            long at = offset + ByteUtils.readUnsignedVarint(in);
            attempts.put(
                    at,
                    new Attempts(
                            ByteUtils.readUnsignedVarint(in),
                            ByteUtils.readUnsignedVarint(in),
                            version == VERSION ? ByteUtils.readUnsignedVarint(in) : 0));
        }
        CompletedForm form =
                version == BITS_VERSION ? CompletedForm.BITS : CompletedForm.of(ByteUtils.readUnsignedVarint(in));
        int length = ByteUtils.readUnsignedVarint(in);
        if (attemptBase < 0
                || count < 0
                || count > OffsetMap.STARTED
                || length != in.remaining()
                || length > OffsetMap.SPAN / 8) {
            return new Decoded.Unreadable("has impossible lengths");
        }
        BitSet completed = form.read(in);
        if (completed.length() > OffsetMap.SPAN) {
            return new Decoded.Unreadable("has completed offsets beyond the span");
        }
        OffsetMap map = OffsetMap.restored(offset, attemptBase, completed, attempts);
        map.topic(topic);
        return new Decoded.Known(map);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
