package dev.scopestream.spill.format;

import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What every stored value begins and ends with, little endian: magic (u32), version (u16), kind (u8), a byte of the
 * kind's own, total length in bytes (u32), the time it was put (i64 milliseconds), fingerprints of model and policy (2 x
 * i64); at the very end CRC32C (RFC 3720, u32) of all bytes before it.
 */
public final class Frame {
    static final int MAGIC = 0x564B_5353; // "SSKV"
    public static final int VERSION = 1;
    static final int KIND_AT = 6;
    static final int EXTRA_AT = 7;
    static final int CREATED_AT = 12;
    static final int MODEL_AT = 20;
    static final int POLICY_AT = 28;
    public static final int HEADER_BYTES = 36;
    static final int CHECKSUM_BYTES = 4;
    private static final int LENGTH_AT = 8;

    private Frame() {}

    /** A buffer for a value of this many bytes between header and checksum, positioned after the header. */
    static ByteBuffer begin(ValueKind kind, int extra, int bodyBytes, long createdMillis, long model, long policy) {
        int total = Math.addExact(bodyBytes, HEADER_BYTES + CHECKSUM_BYTES);
        return ByteBuffer.allocate(total)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putShort((short) VERSION)
                .put((byte) kind.code())
                .put((byte) extra)
                .putInt(total)
                .putLong(createdMillis)
                .putLong(model)
                .putLong(policy);
    }

    /** Appends the checksum to a buffer of {@link #begin}; the whole value. */
    @SuppressWarnings("ByteBufferBackingArray")
    static byte[] end(ByteBuffer value) {
        value.putInt(checksum(value.duplicate().flip()));
        return value.array();
    }

    /** Why these bytes are not one whole undamaged value of ours; empty: they are. */
    static Optional<MissReason> check(ByteBuffer value) {
        int length = value.limit();
        if (length < HEADER_BYTES + CHECKSUM_BYTES) {
            return Optional.of(MissReason.TORN);
        }
        if (value.getInt(0) != MAGIC) {
            return Optional.of(MissReason.WRONG_MAGIC);
        }
        if (Short.toUnsignedInt(value.getShort(4)) != VERSION) {
            return Optional.of(MissReason.UNKNOWN_VERSION);
        }
        long declared = Integer.toUnsignedLong(value.getInt(LENGTH_AT));
        if (declared != length) {
            return Optional.of(declared > length ? MissReason.TORN : MissReason.BAD_SHAPE);
        }
        int body = length - CHECKSUM_BYTES;
        return checksum(value.slice(0, body)) == value.getInt(body)
                ? Optional.empty()
                : Optional.of(MissReason.BAD_CHECKSUM);
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
