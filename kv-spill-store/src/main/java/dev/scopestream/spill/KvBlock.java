package dev.scopestream.spill;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * Evicted KV entries of one request, layer and key/value head. The buffers aren't copied, and their content must not
 * change afterwards. Accessors return read-only views with a position of their own.
 *
 * @param address layer, head, sequence
 * @param positions absolute token positions, n of them, 1 to {@value #MAX_TOKENS}, none negative
 * @param headDim elements of one key or value, 1 to {@value #MAX_HEAD_DIM}
 * @param keys n x headDim elements after RoPE, little endian
 * @param values n x headDim elements, little endian
 * @param tokens mark of the request's tokens up to the highest position, as far as they were known
 */
public record KvBlock(
        RequestIdentity request,
        BlockAddress address,
        Phase phase,
        StoredElementType type,
        int headDim,
        IntBuffer positions,
        ByteBuffer keys,
        ByteBuffer values,
        TokenMark tokens) {
    public static final int MAX_TOKENS = 1024;
    public static final int MAX_HEAD_DIM = 4096;

    /** @throws IllegalArgumentException when the sizes contradict each other or a limit */
    public KvBlock {
        positions = positions.slice().asReadOnlyBuffer();
        keys = keys.slice().asReadOnlyBuffer();
        values = values.slice().asReadOnlyBuffer();
        int n = positions.remaining();
        if (!validShape(n, headDim)) {
            throw new IllegalArgumentException("a block holds 1 to " + MAX_TOKENS + " tokens of 1 to " + MAX_HEAD_DIM
                    + " elements, not " + n + " of " + headDim);
        }
        int bytes = n * headDim * type.bytes();
        if (keys.remaining() != bytes || values.remaining() != bytes) {
            throw new IllegalArgumentException(n + " x " + headDim + " elements of " + type + " are " + bytes
                    + " bytes; keys have " + keys.remaining() + ", values " + values.remaining());
        }
        if (!validPositions(positions)) {
            throw new IllegalArgumentException("a position is negative");
        }
    }

    public static boolean validShape(int tokens, int headDim) {
        return tokens >= 1 && tokens <= MAX_TOKENS && headDim >= 1 && headDim <= MAX_HEAD_DIM;
    }

    public static boolean validPositions(IntBuffer positions) {
        for (int i = positions.position(); i < positions.limit(); i++) {
            if (positions.get(i) < 0) {
                return false;
            }
        }
        return true;
    }

    /** EvictedEntries in it. */
    public int size() {
        return positions.remaining();
    }

    @Override
    public IntBuffer positions() {
        return positions.duplicate();
    }

    @Override
    public ByteBuffer keys() {
        return keys.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ByteBuffer values() {
        return values.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The key of one entry: headDim elements, little endian. */
    public ByteBuffer key(int index) {
        return row(keys, index);
    }

    /** The value of one entry: headDim elements, little endian. */
    public ByteBuffer value(int index) {
        return row(values, index);
    }

    /** Bytes of keys and values. */
    public int payloadBytes() {
        return keys.remaining() + values.remaining();
    }

    private ByteBuffer row(ByteBuffer rows, int index) {
        int bytes = headDim * type.bytes();
        return rows.slice(index * bytes, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
