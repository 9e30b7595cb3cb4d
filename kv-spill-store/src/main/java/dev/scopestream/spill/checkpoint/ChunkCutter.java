package dev.scopestream.spill.checkpoint;

import java.nio.ByteBuffer;

/**
 * Cuts bytes into chunks where their content says so, by a rolling hash of the last 64 bytes ("gear" hash, as FastCDC uses it:
 * Xia et al., USENIX ATC 2016): what was inserted or removed somewhere changes the chunks there, and those behind it are the
 * same again. A cache's row needs that, as each head's part of it grows.
 */
final class ChunkCutter {
    private static final int LEAST_BYTES = 512;
    private static final int MOST_BYTES = 8 << 10;
    /** 11 bits: a chunk is some 2 KiB long beyond the least length. */
    private static final long MASK = 0xFFE0_0000_0000_0000L;

    private final long[] gear = new long[256];

    ChunkCutter() {
        long state = 0;
        for (int i = 0; i < gear.length; i++) {
            state += 0x9E37_79B9_7F4A_7C15L;
            gear[i] = mixed(state);
        }
    }

    /** SplitMix64's output function. */
    private static long mixed(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /** Where the chunk that begins here ends, exclusive; the buffer's limit ends the last one. */
    int end(ByteBuffer bytes, int from) {
        int most = Math.min(bytes.limit(), from + MOST_BYTES);
        long hash = 0;
        for (int at = Math.min(most, from + LEAST_BYTES - Long.SIZE); at < most; at++) {
            hash = (hash << 1) + gear[bytes.get(at) & 0xff];
            if ((hash & MASK) == 0 && at + 1 >= from + LEAST_BYTES) {
                return at + 1;
            }
        }
        return most;
    }
}
