package dev.scopestream.spill.format;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Values of one owner that were written together: the unit of eviction. As bytes, big endian: version (u8),
 * kind (u8), created (i64), bytes (i64), length of the owner (u16), number of suffixes (i32), the owner, the suffixes (i64
 * each), CRC32C (u32).
 */
public final class Segment {
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 1 + 1 + 8 + 8 + 2 + 4;
    private final long serial;
    private final long createdMillis;
    private final ValueKind kind;
    private final byte[] owner;
    private final List<Long> suffixes;
    private final long bytes;

    /**
     * @param serial rises with every segment of a store
     * @param owner first part of its values' keys, see {@link StoreKeys}
     * @param suffixes last parts of the keys
     * @param bytes of keys and values
     */
    public Segment(long serial, long createdMillis, ValueKind kind, byte[] owner, List<Long> suffixes, long bytes) {
        this.serial = serial;
        this.createdMillis = createdMillis;
        this.kind = kind;
        this.owner = owner.clone();
        this.suffixes = List.copyOf(suffixes);
        this.bytes = bytes;
    }

    public long serial() {
        return serial;
    }

    public long createdMillis() {
        return createdMillis;
    }

    public ValueKind kind() {
        return kind;
    }

    public byte[] owner() {
        return owner;
    }

    public List<Long> suffixes() {
        return suffixes;
    }

    public long bytes() {
        return bytes;
    }

    /** Its key in the index. */
    public byte[] indexKey() {
        return ByteBuffer.allocate(8).putLong(serial).array();
    }

    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + owner.length + suffixes.size() * 8 + 4);
        out.put((byte) VERSION)
                .put((byte) kind.code())
                .putLong(createdMillis)
                .putLong(bytes)
                .putShort((short) owner.length)
                .putInt(suffixes.size())
                .put(owner);
        suffixes.forEach(out::putLong);
        return out.putInt(checksum(out.array(), out.position())).array();
    }

    /** The segment that was encoded, or empty when it isn't one, whole and undamaged. */
    public static Optional<Segment> decode(byte[] indexKey, byte[] value) {
        if (indexKey.length != 8 || value.length < FIXED_BYTES + 4) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(value);
        int end = value.length - 4;
        if (in.getInt(end) != checksum(value, end) || in.get() != VERSION) {
            return Optional.empty();
        }
        ValueKind kind = ValueKind.ofCode(in.get());
        long created = in.getLong();
        long bytes = in.getLong();
        int ownerBytes = Short.toUnsignedInt(in.getShort());
        int count = in.getInt();
        if (kind == null || bytes < 0 || count < 0 || end != FIXED_BYTES + ownerBytes + count * 8L) {
            return Optional.empty();
        }
        byte[] owner = new byte[ownerBytes];
        in.get(owner);
        Long[] suffixes = new Long[count];
        for (int i = 0; i < count; i++) {
            suffixes[i] = in.getLong();
        }
        long serial = ByteBuffer.wrap(indexKey).getLong();
        boolean named = StoreKeys.nameOf(kind, owner) != null;
        return named
                ? Optional.of(new Segment(serial, created, kind, owner, List.of(suffixes), bytes))
                : Optional.empty();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
