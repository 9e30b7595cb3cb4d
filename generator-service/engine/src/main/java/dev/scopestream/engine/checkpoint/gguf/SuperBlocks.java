package dev.scopestream.engine.checkpoint.gguf;

/**
 * Types with blocks of 256 elements (K-quants and IQ4_XS): fp16 scales a block, short integer scales for each 16 or 32 of
 * its elements; in the order of operations of ggml's dequantize_row functions.
 */
final class SuperBlocks {
    private static final int LENGTH = 256;

    private SuperBlocks() {}

    /** 16 bytes of a 4-bit scale and a 4-bit minimum each, 64 bytes of codes, scale, scale of the minimums. */
    static void q2(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 84;
            float scale = BlockDecoder.half(source, at + 80);
            float minimumScale = BlockDecoder.half(source, at + 82);
            for (int group = 0; group < 16; group++) {
                int scales = source[at + group];
                float groupScale = scale * (scales & 15);
                float minimum = minimumScale * (scales >> 4 & 15);
                int codes = at + 16 + twoBitByte(group);
                int shift = twoBitShift(group);
                for (int i = 0; i < 16; i++) {
                    target[b * LENGTH + group * 16 + i] = groupScale * (source[codes + i] >> shift & 3) - minimum;
                }
            }
        }
    }

    /** 32 bytes of third bits, 64 bytes of codes, sixteen 6-bit scales in 12 bytes, scale. */
    static void q3(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 110;
            float scale = BlockDecoder.half(source, at + 108);
            for (int group = 0; group < 16; group++) {
                int low = source[at + 96 + group % 8] >> (group / 8 * 4) & 15;
                int high = source[at + 104 + group % 4] >> (group / 4 * 2) & 3;
                float groupScale = scale * ((low | (high << 4)) - 32);
                int codes = at + 32 + twoBitByte(group);
                int thirdBits = at + group % 2 * 16;
                int shift = twoBitShift(group);
                for (int i = 0; i < 16; i++) {
                    int offset = (source[thirdBits + i] >> (group / 2) & 1) == 1 ? 0 : 4;
                    target[b * LENGTH + group * 16 + i] = groupScale * ((source[codes + i] >> shift & 3) - offset);
                }
            }
        }
    }

    /** scale, scale of the minimums, eight 6-bit scales and minimums in 12 bytes, 128 bytes of codes. */
    static void q4(byte[] source, int blocks, float[] target) {
        fourOrFive(source, blocks, target, 144, 0);
    }

    /** As Q4_K's, with 32 bytes of fifth bits before the codes. */
    static void q5(byte[] source, int blocks, float[] target) {
        fourOrFive(source, blocks, target, 176, 32);
    }

    private static void fourOrFive(byte[] source, int blocks, float[] target, int bytes, int highBytes) {
        for (int b = 0; b < blocks; b++) {
            int at = b * bytes;
            float scale = BlockDecoder.half(source, at);
            float minimumScale = BlockDecoder.half(source, at + 2);
            for (int group = 0; group < 8; group++) {
                float groupScale = scale * sixBits(source, at + 4, group, false);
                float minimum = minimumScale * sixBits(source, at + 4, group, true);
                int codes = at + 16 + highBytes + group / 2 * 32;
                int shift = group % 2 * 4;
                for (int i = 0; i < 32; i++) {
                    int high = highBytes == 0 ? 0 : (source[at + 16 + i] >> group & 1) << 4;
                    target[b * LENGTH + group * 32 + i] =
                            groupScale * ((source[codes + i] >> shift & 15) | high) - minimum;
                }
            }
        }
    }

    /**
     * A group's 6-bit scale (or minimum) of 12 bytes: groups 0 to 3 have the low six bits of bytes 0 to 3 (4 to 7), the
     * others the low (high) half of bytes 8 to 11 and, above it, the high two bits of bytes 0 to 3 (4 to 7).
     */
    private static int sixBits(byte[] source, int at, int group, boolean minimum) {
        int first = at + (minimum ? 4 : 0) + group % 4;
        return group < 4
                ? source[first] & 63
                : (source[at + 8 + group % 4] >> (minimum ? 4 : 0) & 15) | (source[first] >> 2 & 48);
    }

    /** 128 bytes of low halves, 64 of high bits, 16 signed scales, scale. */
    static void q6(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 210;
            float scale = BlockDecoder.half(source, at + 208);
            for (int group = 0; group < 16; group++) {
                float groupScale = scale * source[at + 192 + group];
                int low = at + group / 8 * 64 + group % 4 * 16;
                int lowShift = group / 4 % 2 * 4;
                int high = at + 128 + twoBitByte(group);
                int highShift = twoBitShift(group);
                for (int i = 0; i < 16; i++) {
                    int code = (source[low + i] >> lowShift & 15) | ((source[high + i] >> highShift & 3) << 4);
                    target[b * LENGTH + group * 16 + i] = groupScale * (code - 32);
                }
            }
        }
    }

    /** scale, upper bits of eight 6-bit scales in 2 bytes, their lower ones in 4, 128 bytes of codes of a table. */
    static void iq4(byte[] source, int blocks, float[] target) {
        for (int b = 0; b < blocks; b++) {
            int at = b * 136;
            float scale = BlockDecoder.half(source, at);
            int high = BlockDecoder.unsigned16(source, at + 2);
            for (int group = 0; group < 8; group++) {
                int low = source[at + 4 + group / 2] >> (group % 2 * 4) & 15;
                float groupScale = scale * ((low | ((high >> (2 * group) & 3) << 4)) - 32);
                SmallBlocks.nonLinear(source, at + 8 + group * 16, groupScale, target, b * LENGTH + group * 32);
            }
        }
    }

    /** Where the two-bit codes of 16 elements begin: each 128 elements share 32 bytes. */
    private static int twoBitByte(int group) {
        return group / 8 * 32 + group % 2 * 16;
    }

    private static int twoBitShift(int group) {
        return group / 2 % 4 * 2;
    }
}
