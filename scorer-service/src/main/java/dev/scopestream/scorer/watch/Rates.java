package dev.scopestream.scorer.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Numbers of the last quarter of an hour, in slices of time. Thread-safe. */
public final class Rates {
    /** Of a slice, in milliseconds. */
    public static final long SLICE_MS = 5_000;

    private static final int SLICES = 180;

    private final LongSupplier clock;
    private final Slice[] ring = new Slice[SLICES];

    /** @param clock epoch milliseconds */
    public Rates(LongSupplier clock) {
        this.clock = clock;
    }

    /** Sums of a slice, and the last gauges in it. */
    private static final class Slice {
        private final long start;
        private long tokens;
        private long finished;
        private long refused;
        private long evicted;
        private long recalled;
        private double firstTokenMs;
        private long firstTokens;
        private Gauges gauges;

        Slice(long start) {
            this.start = start;
        }
    }

    /**
     * What is measured now and then.
     *
     * @param lag offsets that the group hasn't committed; null: not known, likewise instances
     */
    public record Gauges(int waiting, int running, long held, long full, Long lag, Integer instances) {}

    /**
     * Of one slice.
     *
     * @param start epoch milliseconds
     * @param tokensPerSecond over the slice, or the part of it that is over
     * @param firstTokenMs mean time from a stored prompt to its first chunk; null: there was none
     * @param gauges null: not measured
     */
    public record Point(
            long start,
            double tokensPerSecond,
            double finishedPerSecond,
            double refusedPerSecond,
            double evictedPerSecond,
            double recalledPerSecond,
            Double firstTokenMs,
            Gauges gauges) {}

    synchronized void chunk(long time, int tokens, Losses losses) {
        Slice slice = slice(time);
        if (slice != null) {
            slice.tokens += tokens;
            slice.evicted += losses.evicted();
            slice.recalled += losses.recalled();
        }
    }

    synchronized void firstToken(long time, long millis) {
        Slice slice = slice(time);
        if (slice != null && millis >= 0) {
            slice.firstTokenMs += millis;
            slice.firstTokens++;
        }
    }

    synchronized void finished(long time, Losses losses) {
        Slice slice = slice(time);
        if (slice != null) {
            slice.finished++;
            slice.evicted += losses.evicted();
            slice.recalled += losses.recalled();
        }
    }

    synchronized void refused(long time) {
        Slice slice = slice(time);
        if (slice != null) {
            slice.refused++;
        }
    }

    /** Notes gauges as of now. */
    public synchronized void gauges(Gauges gauges) {
        Slice slice = slice(clock.getAsLong());
        if (slice != null) {
            slice.gauges = gauges;
        }
    }

    /** Oldest first, without gaps, the present slice last. */
    public synchronized List<Point> points() {
        long now = clock.getAsLong();
        long present = now / SLICE_MS;
        List<Point> points = new ArrayList<>(SLICES);
        for (long i = present - SLICES + 1; i <= present; i++) {
            Slice slice = ring[(int) Math.floorMod(i, (long) SLICES)];
            boolean there = slice != null && slice.start == i * SLICE_MS;
            points.add(point(there ? slice : new Slice(i * SLICE_MS), now));
        }
        return points;
    }

    private static Point point(Slice slice, long now) {
        double seconds = Math.max(1, Math.min(SLICE_MS, now - slice.start) / 1000.0);
        return new Point(
                slice.start,
                slice.tokens / seconds,
                slice.finished / seconds,
                slice.refused / seconds,
                slice.evicted / seconds,
                slice.recalled / seconds,
                slice.firstTokens == 0 ? null : slice.firstTokenMs / slice.firstTokens,
                slice.gauges);
    }

    /** The slice of a time; null: it's too old. Times to come, by another clock, count as now. */
    private Slice slice(long time) {
        long present = clock.getAsLong() / SLICE_MS;
        long index = Math.min(time / SLICE_MS, present);
        if (index <= present - SLICES) {
            return null;
        }
        int at = (int) Math.floorMod(index, (long) SLICES);
        if (ring[at] == null || ring[at].start != index * SLICE_MS) {
            ring[at] = new Slice(index * SLICE_MS);
        }
        return ring[at];
    }
}
