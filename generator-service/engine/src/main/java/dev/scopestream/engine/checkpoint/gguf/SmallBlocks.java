package dev.scopestream.engine.checkpoint.gguf;

/**
 * Types with blocks of 32 elements and an fp16 scale a block, in the order of operations of ggml's dequantize_row
 * functions. Of two elements that share a byte, the low half is element i and the high half element i + 16.
 */
final class SmallBlocks {
    private static final int LENGTH = 32;
    private static final int HALF = LENGTH / 2;
    /** Values of IQ4_NL's and IQ4_XS's codes (ggml's kvalues_iq4nl). */
    private static final int[] NONLINEAR = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private SmallBlocks() {}

    /** scale, 16 bytes of codes. */
    static void q4WithoutMinimum(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 18;
            int to = b * LENGTH;
            float scale = BlockDecoder.half(source, at);
            for (int i = 0; i < HALF; i++) {
                int codes = source[at + 2 + i];
                target[to + i] = scale * ((codes & 15) - 8);
                target[to + HALF + i] = scale * ((codes >> 4 & 15) - 8);
            }
        }
    }

    /** scale, minimum, 16 bytes of codes. */
    static void q4WithMinimum(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 20;
            int to = b * LENGTH;
            float scale = BlockDecoder.half(source, at);
            float minimum = BlockDecoder.half(source, at + 2);
            for (int i = 0; i < HALF; i++) {
                int codes = source[at + 4 + i];
                target[to + i] = scale * (codes & 15) + minimum;
                target[to + HALF + i] = scale * (codes >> 4 & 15) + minimum;
            }
        }
    }

    /** scale, 32 fifth bits, 16 bytes of codes. */
    static void q5WithoutMinimum(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 22;
            int to = b * LENGTH;
            float scale = BlockDecoder.half(source, at);
            int high = BlockDecoder.bits32(source, at + 2);
            for (int i = 0; i < HALF; i++) {
                int codes = source[at + 6 + i];
                target[to + i] = scale * (fiveBits(codes, high >>> i) - 16);
                target[to + HALF + i] = scale * (fiveBits(codes >> 4, high >>> (i + HALF)) - 16);
            }
        }
    }

    /** scale, minimum, 32 fifth bits, 16 bytes of codes. */
    static void q5WithMinimum(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 24;
            int to = b * LENGTH;
            float scale = BlockDecoder.half(source, at);
            float minimum = BlockDecoder.half(source, at + 2);
            int high = BlockDecoder.bits32(source, at + 4);
            for (int i = 0; i < HALF; i++) {
                int codes = source[at + 8 + i];
                target[to + i] = scale * fiveBits(codes, high >>> i) + minimum;
                target[to + HALF + i] = scale * fiveBits(codes >> 4, high >>> (i + HALF)) + minimum;
            }
        }
    }

    private static int fiveBits(int low, int high) {
        return (low & 15) | ((high & 1) << 4);
    }

    /** scale, 32 signed bytes. */
    static void q8(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 34;
            float scale = BlockDecoder.half(source, at);
            for (int i = 0; i < LENGTH; i++) {
                target[b * LENGTH + i] = scale * source[at + 2 + i];
            }
        }
    }

    /** scale, 16 bytes of codes that a table gives values to. */
    static void iq4NonLinear(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            nonLinear(source, b * 18 + 2, BlockDecoder.half(source, b * 18), target, b * LENGTH);
        }
    }

    /** 16 bytes of IQ4 codes to 32 elements. */
    static void nonLinear(byte[] source, int at, float scale, float[] target, int to) {
        for (int i = 0; i < HALF; i++) {
            int codes = source[at + i];
            target[to + i] = scale * NONLINEAR[codes & 15];
            target[to + HALF + i] = scale * NONLINEAR[codes >> 4 & 15];
        }
    }
}
