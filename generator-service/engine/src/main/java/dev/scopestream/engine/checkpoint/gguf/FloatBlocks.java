package dev.scopestream.engine.checkpoint.gguf;

/** Floats, one a block: widened exactly. */
final class FloatBlocks {
    private FloatBlocks() {}

    static void f32(byte[] source, int blocks, float[] target) {
        for (int i = 0; i < blocks; i++) {
            target[i] = Float.intBitsToFloat(BlockDecoder.bits32(source, 4 * i));
        }
    }

    static void f16(byte[] source, int blocks, float[] target) {
        for (int i = 0; i < blocks; i++) {
            target[i] = BlockDecoder.half(source, 2 * i);
        }
    }

    static void bf16(byte[] source, int blocks, float[] target) {
        for (int i = 0; i < blocks; i++) {
            target[i] = Float.intBitsToFloat(BlockDecoder.unsigned16(source, 2 * i) << 16);
        }
    }
}
