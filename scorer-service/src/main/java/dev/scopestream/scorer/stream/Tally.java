package dev.scopestream.scorer.stream;

import dev.scopestream.events.AccuracySummary;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sums over a group's documents in whole numbers, by their full score (the number of their questions): adding and subtracting in any order
 * gives exactly the same means.
 */
final class Tally {
    private final TreeMap<Integer, long[]> byFullScore = new TreeMap<>();
    private long tokens;
    private long generationMicros;
    private long kvBytes;
    private long tokenNanos;

    /** Indexes of the sums over documents with one full score. */
    private static final int N = 0;

    private static final int REFERENCE = 1;
    private static final int REFERENCE_SQUARES = 2;
    private static final int ALIGNED = 3;
    private static final int ALIGNED_SQUARES = 4;
    private static final int SUMS = 5;

    void apply(Delta delta) {
        if (delta.minus() != null) {
            add(delta.minus(), -1);
        }
        if (delta.plus() != null) {
            add(delta.plus(), 1);
        }
    }

    long n() {
        return byFullScore.values().stream().mapToLong(s -> s[N]).sum();
    }

    /** @throws IllegalStateException when there is no document */
    AccuracySummary summary(Group group) {
        long n = n();
        if (n <= 0) {
            throw new IllegalStateException("a group without documents has no means");
        }
        return new AccuracySummary(
                group.dataset(),
                group.model(),
                group.policy(),
                group.budget(),
                n,
                100 * mean(REFERENCE, n),
                error(REFERENCE, REFERENCE_SQUARES, n),
                100 * mean(ALIGNED, n),
                error(ALIGNED, ALIGNED_SQUARES, n),
                generationMicros == 0 ? null : tokens * 1e6 / generationMicros,
                (double) kvBytes / n,
                tokenNanos / 1e6 / n);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(tokens);
        out.writeLong(generationMicros);
        out.writeLong(kvBytes);
        out.writeLong(tokenNanos);
        out.writeInt(byFullScore.size());
        for (Map.Entry<Integer, long[]> entry : byFullScore.entrySet()) {
            out.writeInt(entry.getKey());
            for (long sum : entry.getValue()) {
                out.writeLong(sum);
            }
        }
    }

    static Tally read(DataInput in) throws IOException {
        Tally tally = new Tally();
        tally.tokens = in.readLong();
        tally.generationMicros = in.readLong();
        tally.kvBytes = in.readLong();
        tally.tokenNanos = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            long[] sums = new long[SUMS];
            int full = in.readInt();
            for (int i = 0; i < SUMS; i++) {
                sums[i] = in.readLong();
            }
            tally.byFullScore.put(full, sums);
        }
        return tally;
    }

    private void add(Contribution c, int sign) {
        long[] sums = byFullScore.computeIfAbsent(c.outOf(), q -> new long[SUMS]);
        sums[N] += sign;
        sums[REFERENCE] += sign * (long) c.referenceCorrect();
        sums[REFERENCE_SQUARES] += sign * (long) c.referenceCorrect() * c.referenceCorrect();
        sums[ALIGNED] += sign * (long) c.alignedCorrect();
        sums[ALIGNED_SQUARES] += sign * (long) c.alignedCorrect() * c.alignedCorrect();
        if (sums[N] == 0) {
            byFullScore.remove(c.outOf());
        }
        tokens += sign * c.tokens();
        generationMicros += sign * c.generationMicros();
        kvBytes += sign * c.kvBytes();
        tokenNanos += sign * c.tokenNanos();
    }

    private double mean(int sum, long n) {
        double total = 0;
        for (Map.Entry<Integer, long[]> entry : byFullScore.entrySet()) {
            total += (double) entry.getValue()[sum] / Math.max(1, entry.getKey());
        }
        return total / n;
    }

    /** Of the mean, in percent, from the sample's standard deviation; null for fewer than two documents. */
    private Double error(int sum, int squares, long n) {
        if (n < 2) {
            return null;
        }
        double mean = mean(sum, n);
        double total = 0;
        for (Map.Entry<Integer, long[]> entry : byFullScore.entrySet()) {
            double full = Math.max(1, entry.getKey());
            long[] sums = entry.getValue();
            total += sums[squares] / full / full - 2 * mean * sums[sum] / full + sums[N] * mean * mean;
        }
        return 100 * Math.sqrt(Math.max(0, total) / (n - 1) / n);
    }
}
