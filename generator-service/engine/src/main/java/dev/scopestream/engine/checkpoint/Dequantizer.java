package dev.scopestream.engine.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Blocks of ggml's quantised types to fp32, in the order of operations of ggml's dequantize_row functions. */
final class Dequantizer {
    private static final int BLOCK = 32;
    private final float[] block = new float[BLOCK];
    private final byte[] quants = new byte[BLOCK];
    private final Widen widen = new Widen();

    /** Dequantises all that remains in {@code source} (whole blocks, little-endian) into {@code target}. */
    void dequantize(GgmlType type, ByteBuffer source, ByteBuffer target) {
        source.order(ByteOrder.LITTLE_ENDIAN);
        switch (type) {
            case F32 -> target.put(source);
            case F16 -> widened(TensorType.F16, source, target);
            case BF16 -> widened(TensorType.BF16, source, target);
            case Q4_0 -> fourBits(source, target, false);
            case Q4_1 -> fourBits(source, target, true);
            case Q8_0 -> eightBits(source, target);
        }
    }

    private void widened(TensorType type, ByteBuffer source, ByteBuffer target) {
        int bytes = source.remaining() * 2;
        widen.widen(type, source, target.asIntBuffer());
        target.position(target.position() + bytes);
    }

    /** Byte i of a block holds element i in its low half, and element i + 16 in its high one. */
    private void fourBits(ByteBuffer source, ByteBuffer target, boolean withMinimum) {
        var floats = target.asFloatBuffer();
        int done = 0;
        for (; source.hasRemaining(); done += BLOCK) {
            float scale = half(source);
            float minimum = withMinimum ? half(source) : 0;
            int zero = withMinimum ? 0 : 8;
            source.get(quants, 0, BLOCK / 2);
            for (int i = 0; i < BLOCK / 2; i++) {
                block[i] = scale * ((quants[i] & 15) - zero);
                block[i + BLOCK / 2] = scale * ((quants[i] >> 4 & 15) - zero);
            }
            if (withMinimum) {
                for (int i = 0; i < BLOCK; i++) {
                    block[i] += minimum;
                }
            }
            floats.put(block);
        }
        target.position(target.position() + done * 4);
    }

    private void eightBits(ByteBuffer source, ByteBuffer target) {
        var floats = target.asFloatBuffer();
        int done = 0;
        for (; source.hasRemaining(); done += BLOCK) {
            float scale = half(source);
            source.get(quants, 0, BLOCK);
            for (int i = 0; i < BLOCK; i++) {
                block[i] = scale * quants[i];
            }
            floats.put(block);
        }
        target.position(target.position() + done * 4);
    }

    private static float half(ByteBuffer source) {
        return Float.intBitsToFloat(Widen.halfToFloatBits(source.getShort()));
    }
}
