package dev.scopestream.spill.checkpoint;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;

/** A payload's chunks: where they begin, and the first 16 bytes of SHA-256 of each; none of the payload's own bytes. */
final class PayloadIndex {
    /** Of one chunk: two halves of its hash, its place in the order of hashes, where it begins. */
    static final int BYTES_PER_CHUNK = 24;

    private static final int FIRST_CHUNKS = 1024;

    private long[] high = new long[FIRST_CHUNKS];
    private long[] low = new long[FIRST_CHUNKS];
    /** Where chunks begin, and the payload's end. */
    private int[] starts = new int[FIRST_CHUNKS + 1];

    private int[] order;
    private int chunks;

    private PayloadIndex() {}

    static PayloadIndex of(List<ByteBuffer> payload, ChunkCutter cutter) {
        PayloadIndex index = new PayloadIndex();
        MessageDigest sha = CheckpointParts.sha256();
        int before = 0;
        for (ByteBuffer buffer : payload) {
            ByteBuffer bytes = buffer.slice();
            for (int from = 0; from < bytes.limit(); ) {
                int end = cutter.end(bytes, from);
                sha.update(bytes.slice(from, end - from));
                index.add(ByteBuffer.wrap(sha.digest()), before + end);
                from = end;
            }
            before += bytes.limit();
        }
        index.close();
        return index;
    }

    private void add(ByteBuffer hash, int end) {
        if (chunks == high.length) {
            high = Arrays.copyOf(high, 2 * chunks);
            low = Arrays.copyOf(low, 2 * chunks);
            starts = Arrays.copyOf(starts, 2 * chunks + 1);
        }
        high[chunks] = hash.getLong();
        low[chunks] = hash.getLong();
        starts[++chunks] = end;
    }

    private void close() {
        high = Arrays.copyOf(high, chunks);
        low = Arrays.copyOf(low, chunks);
        starts = Arrays.copyOf(starts, chunks + 1);
        long[] byHash = new long[chunks]; // the upper half of the hash's first half, and the chunk
        for (int i = 0; i < chunks; i++) {
            byHash[i] = (high[i] & 0xFFFF_FFFF_0000_0000L) | i;
        }
        Arrays.sort(byHash);
        order = new int[chunks];
        for (int i = 0; i < chunks; i++) {
            order[i] = (int) byHash[i];
        }
    }

    int chunks() {
        return chunks;
    }

    /** Where a chunk begins in the payload. */
    int start(int chunk) {
        return starts[chunk];
    }

    /** Bytes of a chunk. */
    int length(int chunk) {
        return starts[chunk + 1] - starts[chunk];
    }

    /** Of the payload. */
    int bytes() {
        return starts[chunks];
    }

    /** The chunk here that equals another payload's chunk; -1: none does. One right after {@code guess} is preferred. */
    int find(PayloadIndex other, int chunk, int guess) {
        if (guess >= 0 && guess + 1 < chunks && same(guess + 1, other, chunk)) {
            return guess + 1;
        }
        int wanted = (int) (other.high[chunk] >> 32);
        int from = 0;
        int to = chunks;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if ((int) (high[order[middle]] >> 32) < wanted) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        for (; from < chunks && (int) (high[order[from]] >> 32) == wanted; from++) {
            if (same(order[from], other, chunk)) {
                return order[from];
            }
        }
        return -1;
    }

    private boolean same(int own, PayloadIndex other, int chunk) {
        return high[own] == other.high[chunk] && low[own] == other.low[chunk] && length(own) == other.length(chunk);
    }
}
