package dev.scopestream.spill.format;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.Phase;
import dev.scopestream.spill.RequestIdentity;
import dev.scopestream.spill.StoredElementType;
import dev.scopestream.spill.TokenMark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Blocks as bytes. After the {@link Frame}'s header (whose spare byte is the phase), little endian: element type (i32),
 * layer, head, sequence, tokens n, headDim (i32 each), count of marked tokens (i32), their hash (i64), bytes of the
 * request id (i32), the id in UTF-8, n positions (i32), keys, values.
 *
 * <p>Decoding looks at every number before it uses it, allocates nothing but the request id, and gives a reason instead
 * of an exception, whatever the bytes are.
 */
public final class BlockCodec {
    private static final int FIXED_BYTES = 6 * 4 + 4 + 8 + 4;

    private BlockCodec() {}

    public static byte[] encode(KvBlock block, long createdMillis) {
        RequestIdentity request = block.request();
        byte[] id = request.requestId().getBytes(StandardCharsets.UTF_8);
        int body = FIXED_BYTES + id.length + block.size() * 4 + block.payloadBytes();
        ByteBuffer out = Frame.begin(
                ValueKind.BLOCK, block.phase().code(), body, createdMillis, request.model(), request.policy());
        out.putInt(block.type().code())
                .putInt(block.address().layer())
                .putInt(block.address().head())
                .putInt(block.address().sequence())
                .putInt(block.size())
                .putInt(block.headDim())
                .putInt(block.tokens().count())
                .putLong(block.tokens().hash())
                .putInt(id.length)
                .put(id);
        IntBuffer positions = block.positions();
        while (positions.hasRemaining()) {
            out.putInt(positions.get());
        }
        out.put(block.keys()).put(block.values());
        return Frame.end(out);
    }

    /** The block in {@code bytes}, which are not copied and must not change afterwards. */
    public static Lookup<StoredBlock> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var damage = Frame.check(in);
        if (damage.isPresent()) {
            return Lookup.miss(damage.get());
        }
        if (in.get(Frame.KIND_AT) != ValueKind.BLOCK.code()) {
            return Lookup.miss(MissReason.MISPLACED);
        }
        in.limit(in.limit() - Frame.CHECKSUM_BYTES).position(Frame.HEADER_BYTES);
        return in.remaining() < FIXED_BYTES ? Lookup.miss(MissReason.BAD_SHAPE) : decodeBody(in);
    }

    private static Lookup<StoredBlock> decodeBody(ByteBuffer in) {
        Phase phase = Phase.ofCode(in.get(Frame.EXTRA_AT));
        StoredElementType type = StoredElementType.ofCode(in.getInt());
        int layer = in.getInt();
        int head = in.getInt();
        int sequence = in.getInt();
        int n = in.getInt();
        int headDim = in.getInt();
        int marked = in.getInt();
        long hash = in.getLong();
        int idBytes = in.getInt();
        if (phase == null
                || type == null
                || !BlockAddress.valid(layer, head, sequence)
                || !KvBlock.validShape(n, headDim)
                || marked < 0
                || (marked == 0 && hash != 0)
                || idBytes < 1
                || idBytes > RequestIdentity.MAX_ID_BYTES) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        int half = n * headDim * type.bytes();
        if (in.remaining() != idBytes + n * 4L + 2L * half) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        String id = text(take(in, idBytes));
        IntBuffer positions = take(in, n * 4).asIntBuffer();
        if (id == null || !KvBlock.validPositions(positions)) {
            return Lookup.miss(MissReason.BAD_SHAPE);
        }
        ByteBuffer keys = take(in, half);
        ByteBuffer values = take(in, half);
        var request = new RequestIdentity(id, in.getLong(Frame.MODEL_AT), in.getLong(Frame.POLICY_AT));
        var block = new KvBlock(
                request,
                new BlockAddress(layer, head, sequence),
                phase,
                type,
                headDim,
                positions,
                keys,
                values,
                new TokenMark(marked, hash));
        return Lookup.hit(new StoredBlock(block, in.getLong(Frame.CREATED_AT)));
    }

    /** The next {@code bytes} bytes; the position moves past them. */
    static ByteBuffer take(ByteBuffer in, int bytes) {
        ByteBuffer part = in.slice(in.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(in.position() + bytes);
        return part;
    }

    /** UTF-8 as text, or null where it isn't any. */
    static String text(ByteBuffer utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
