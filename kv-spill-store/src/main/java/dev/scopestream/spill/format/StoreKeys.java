package dev.scopestream.spill.format;

import dev.scopestream.spill.BlockAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * RocksDB keys, big endian so that they sort. An owner: bytes of its name (u16), the name in UTF-8; of a prefix: model and
 * policy (2 x i64) before that. A key: its owner, then layer (u16), head (u16), sequence (u32), all 0 where there is none.
 * Owners are prefix-free, so everything of one request is one range that holds nothing else.
 */
public final class StoreKeys {
    private static final int SUFFIX_BYTES = 8;

    private StoreKeys() {}

    public static byte[] ofRequest(String requestId) {
        byte[] id = requestId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + id.length)
                .putShort((short) id.length)
                .put(id)
                .array();
    }

    public static byte[] ofBlob(BlobKey key) {
        return key.kind().ofRequest() ? ofRequest(key.name()) : ofPrefix(key.name(), key.model(), key.policy());
    }

    private static byte[] ofPrefix(String name, long model, long policy) {
        byte[] named = ofRequest(name);
        return ByteBuffer.allocate(16 + named.length)
                .putLong(model)
                .putLong(policy)
                .put(named)
                .array();
    }

    /** Layer and head of a blob, as a key's last part. */
    public static long suffix(BlobKey key) {
        return new BlockAddress(key.layer(), key.head(), 0).packed();
    }

    public static byte[] key(byte[] owner, long suffix) {
        return ByteBuffer.allocate(owner.length + SUFFIX_BYTES)
                .put(owner)
                .putLong(suffix)
                .array();
    }

    /** The last part of a key that {@link #key} made. */
    static long suffixOf(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - SUFFIX_BYTES);
    }

    /** The first key after all that begin with {@code start}, which isn't all 0xff. */
    public static byte[] endOfRange(byte[] start) {
        byte[] end = start.clone();
        int last = end.length - 1;
        while (end[last] == (byte) 0xff) {
            end[last--] = 0;
        }
        end[last]++;
        return end;
    }

    /** The name in an owner of this kind; null where it isn't one. */
    public static String nameOf(ValueKind kind, byte[] owner) {
        int at = kind.ofRequest() ? 0 : 16;
        if (owner.length < at + 3) {
            return null;
        }
        int length = Short.toUnsignedInt(ByteBuffer.wrap(owner).getShort(at));
        return owner.length == at + 2 + length ? BlockCodec.text(ByteBuffer.wrap(owner, at + 2, length)) : null;
    }

    /** Whether an owner is a prefix of this model and policy. */
    public static boolean isPrefixOf(byte[] owner, long model, long policy) {
        ByteBuffer start = ByteBuffer.wrap(owner);
        return owner.length >= 16 && start.getLong() == model && start.getLong() == policy;
    }

    /** The owner in a key, or null where the key is too short to have one. */
    static byte[] ownerOf(byte[] key) {
        return key.length <= SUFFIX_BYTES ? null : Arrays.copyOf(key, key.length - SUFFIX_BYTES);
    }
}
