package dev.scopestream.generator.offsets;

import java.util.BitSet;
import org.apache.kafka.common.utils.ByteUtils;

/** How many bytes completed offsets take in the shortest of the forms, at most. */
final class CompletedSize {
    /** What one more offset that may end adds. */
    static final int ONE = 7;

    /** A run of offsets that may end splits a run of others into two, of a length of up to 3 bytes each. */
    private static final int SPLIT = 6;

    private CompletedSize() {}

    /**
     * An upper limit of the size now and after any of these offsets have been completed, in any order.
     *
     * @param done completed offsets, as bits from the committed one
     * @param ending offsets that may be completed next, likewise
     */
    static int most(BitSet done, BitSet ending) {
        int bits = (Math.max(done.length(), ending.length()) + 7) / 8;
        return Math.min(bits, runs(done) + splits(ending));
    }

    /** Bytes of {@link CompletedForm#RUNS}. */
    private static int runs(BitSet bits) {
        int bytes = 0;
        boolean set = false;
        for (int at = 0; at < bits.length(); set = !set) {
            int end = set ? bits.nextClearBit(at) : bits.nextSetBit(at);
            bytes += ByteUtils.sizeOfUnsignedVarint(end - at);
            at = end;
        }
        return bytes;
    }

    /** Within a run of n offsets there are at most n runs of a byte each, whichever of them are completed. */
    private static int splits(BitSet ending) {
        int bytes = 0;
        for (int at = ending.nextSetBit(0); at >= 0; ) {
            int end = ending.nextClearBit(at);
            bytes += end - at + SPLIT;
            at = ending.nextSetBit(end);
        }
        return bytes;
    }
}
