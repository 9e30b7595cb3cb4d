package dev.scopestream.spill;

import java.util.Arrays;

/**
 * A growing sequence of tokens with the 64-bit hash of each of its beginnings (each hash is the finaliser of SplitMix64
 * over the one before and the token). Safe to append from one thread and read from others.
 */
public final class RollingTokens implements TokenHistory {
    private static final long SEED = 0x5C09E57EA4L;
    private long[] hashes = new long[256];
    private int count;

    public synchronized void append(int token) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count * 2);
        }
        long before = count == 0 ? SEED : hashes[count - 1];
        hashes[count] = mix(before * 31 + Integer.toUnsignedLong(token) + 1);
        count++;
    }

    public synchronized void append(int[] tokens) {
        for (int token : tokens) {
            append(token);
        }
    }

    public synchronized int size() {
        return count;
    }

    @Override
    public synchronized TokenMark mark(int upTo) {
        int known = Math.min(upTo, count);
        return known <= 0 ? TokenMark.NONE : new TokenMark(known, hashes[known - 1]);
    }

    private static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
