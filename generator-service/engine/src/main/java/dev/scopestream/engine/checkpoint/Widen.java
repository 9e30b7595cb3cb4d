package dev.scopestream.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/** 16-bit floats to fp32, exactly, in loops that the compiler vectorises. */
public final class Widen {
    private static final int BLOCK = 8192;
    private final short[] narrow = new short[BLOCK];
    private final int[] wide = new int[BLOCK];

    /** Widens all that remains in {@code source} (little-endian) into {@code target}. */
    public void widen(TensorType type, ByteBuffer source, IntBuffer target) {
        var shorts = source.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        while (shorts.hasRemaining()) {
            int n = Math.min(BLOCK, shorts.remaining());
            shorts.get(narrow, 0, n);
            if (type == TensorType.BF16) {
                for (int i = 0; i < n; i++) {
                    wide[i] = narrow[i] << 16;
                }
            } else {
                for (int i = 0; i < n; i++) {
                    wide[i] = halfToFloatBits(narrow[i]);
                }
            }
            target.put(wide, 0, n);
        }
        source.position(source.limit());
    }

    /** IEEE 754 binary16 bits to binary32 bits. */
    public static int halfToFloatBits(short half) {
        int sign = (half & 0x8000) << 16;
        int rest = half & 0x7fff;
        if (rest >= 0x7c00) {
            return sign | 0x7f800000 | rest << 13;
        }
        if (rest >= 0x0400) {
            return sign | (rest << 13) + (112 << 23);
        }
        return sign | Float.floatToRawIntBits(rest * 0x1p-24f);
    }
}
