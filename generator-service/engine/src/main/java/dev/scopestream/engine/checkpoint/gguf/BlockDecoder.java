package dev.scopestream.engine.checkpoint.gguf;

import dev.scopestream.engine.checkpoint.Widen;

/** Stored blocks of one {@link GgmlType} to fp32. */
@FunctionalInterface
interface BlockDecoder {
    /**
     * Decodes consecutive blocks.
     *
     * @param source the blocks, little-endian, from index 0 on
     * @param blocks how many there are
     * @param target their elements, from index 0 on
     */
    void decode(byte[] source, int blocks, float[] target);

    static BlockDecoder of(GgmlType type) {
        return switch (type) {
            case F32 -> FloatBlocks::f32;
            case F16 -> FloatBlocks::f16;
            case BF16 -> FloatBlocks::bf16;
            case Q4_0 -> SmallBlocks::q4WithoutMinimum;
            case Q4_1 -> SmallBlocks::q4WithMinimum;
            case Q5_0 -> SmallBlocks::q5WithoutMinimum;
            case Q5_1 -> SmallBlocks::q5WithMinimum;
            case Q8_0 -> SmallBlocks::q8;
            case IQ4_NL -> SmallBlocks::iq4NonLinear;
            case Q2_K -> SuperBlocks::q2;
            case Q3_K -> SuperBlocks::q3;
            case Q4_K -> SuperBlocks::q4;
            case Q5_K -> SuperBlocks::q5;
            case Q6_K -> SuperBlocks::q6;
            case IQ4_XS -> SuperBlocks::iq4;
        };
    }

    /** The fp16 number at an index of {@code source}, widened. */
    static float half(byte[] source, int at) {
        return Float.intBitsToFloat(Widen.halfToFloatBits((short) unsigned16(source, at)));
    }

    /** The unsigned 16-bit number at an index of {@code source}. */
    static int unsigned16(byte[] source, int at) {
        return (source[at] & 255) | ((source[at + 1] & 255) << 8);
    }

    /** The 32-bit number at an index of {@code source}. */
    static int bits32(byte[] source, int at) {
        return unsigned16(source, at) | (unsigned16(source, at + 2) << 16);
    }
}
