package dev.scopestream.spill.format;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.RequestIdentity;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Checkpoints, digests and prefixes as bytes. After the {@link Frame}'s header (whose spare byte is 0), little endian:
 * layer, head, bytes of the name, bytes of the payload (i32 each), the name in UTF-8, the payload. What the payload means
 * is its writer's affair. Decoding never throws and copies nothing but the name.
 */
public final class BlobCodec {
    private static final int FIXED_BYTES = 4 * 4;

    private BlobCodec() {}

    /** @throws ArithmeticException when the value would have more than 2^31 - 1 bytes */
    static byte[] encode(BlobKey key, ByteBuffer payload, long createdMillis) {
        byte[] name = key.name().getBytes(StandardCharsets.UTF_8);
        int body = Math.addExact(FIXED_BYTES + name.length, payload.remaining());
        ByteBuffer out = Frame.begin(key.kind(), 0, body, createdMillis, key.model(), key.policy());
        out.putInt(key.layer())
                .putInt(key.head())
                .putInt(name.length)
                .putInt(payload.remaining())
                .put(name)
                .put(payload.duplicate());
        return Frame.end(out);
    }

    /** The blob in {@code bytes}, which are not copied and must not change afterwards. */
    public static Lookup<StoredBlob> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var damage = Frame.check(in);
        if (damage.isPresent()) {
            return Lookup.miss(damage.get());
        }
        ValueKind kind = ValueKind.ofCode(in.get(Frame.KIND_AT));
        if (kind == ValueKind.BLOCK) {
            return Lookup.miss(MissReason.MISPLACED);
        }
        in.limit(in.limit() - Frame.CHECKSUM_BYTES).position(Frame.HEADER_BYTES);
        if (kind == null || in.get(Frame.EXTRA_AT) != 0 || in.remaining() < FIXED_BYTES) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        int layer = in.getInt();
        int head = in.getInt();
        int nameBytes = in.getInt();
        int payloadBytes = in.getInt();
        if (!BlockAddress.valid(layer, head, 0)
                || nameBytes < 1
                || nameBytes > RequestIdentity.MAX_ID_BYTES
                || payloadBytes < 0
                || in.remaining() != (long) nameBytes + payloadBytes) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        String name = BlockCodec.text(BlockCodec.take(in, nameBytes));
        if (name == null) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        var key = new BlobKey(kind, name, in.getLong(Frame.MODEL_AT), in.getLong(Frame.POLICY_AT), layer, head);
        ByteBuffer payload =
                BlockCodec.take(in, payloadBytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return Lookup.hit(new StoredBlob(key, payload, in.getLong(Frame.CREATED_AT)));
    }
}
