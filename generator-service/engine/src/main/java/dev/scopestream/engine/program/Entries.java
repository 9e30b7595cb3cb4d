package dev.scopestream.engine.program;

import ai.djl.pytorch.engine.PtNDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Cache entries of one layer, copied out of the device: n of each storage head. */
public final class Entries {
    private final int heads;
    private final int[] positions;
    private final ByteBuffer keys;
    private final ByteBuffer values;

    Entries(int heads, PtNDArray positions, PtNDArray keys, PtNDArray values) {
        this.heads = heads;
        this.positions = positions.toIntArray();
        this.keys = keys.toByteBuffer();
        this.values = values.toByteBuffer();
    }

    public int heads() {
        return heads;
    }

    /** Entries of each head. */
    public int count() {
        return positions.length / heads;
    }

    public int position(int head, int index) {
        return positions[head * count() + index];
    }

    /** Keys of {@code count} entries of a head, [count, D], little endian, in a buffer of its own. */
    public ByteBuffer keys(int head, int from, int count) {
        return part(keys, head, from, count);
    }

    /** Values, likewise. */
    public ByteBuffer values(int head, int from, int count) {
        return part(values, head, from, count);
    }

    private ByteBuffer part(ByteBuffer all, int head, int from, int count) {
        int entry = all.limit() / positions.length;
        int start = (head * count() + from) * entry;
        byte[] bytes = new byte[count * entry];
        all.get(start, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
