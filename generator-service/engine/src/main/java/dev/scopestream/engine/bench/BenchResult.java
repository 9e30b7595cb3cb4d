package dev.scopestream.engine.bench;

import dev.scopestream.engine.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a benchmark of one batch size measured; only steps in which the whole batch decoded count.
 *
 * @param prefillTokensPerSecond prompt tokens, decode steps in between included
 * @param decodeTokensPerSecond of the whole batch
 * @param stepMillis5 a step's time at the 5th percentile
 * @param firstQuarterMillis median step of the first quarter
 * @param lastQuarterMillis median step of the last quarter
 * @param kvBytesHeld bytes of cache rows at most, bookkeeping included
 * @param kvBytesOfEntries keys and values held at most by one request
 * @param residentBytesEarly of this process when a tenth of the output was there; -1 where the system doesn't say
 * @param residentBytes at the end
 */
public record BenchResult(
        int batch,
        int promptTokens,
        int outputTokens,
        double prefillTokensPerSecond,
        double decodeTokensPerSecond,
        double stepMillis5,
        double stepMillis50,
        double stepMillis95,
        double firstQuarterMillis,
        double lastQuarterMillis,
        long kvBytesHeld,
        long kvBytesOfEntries,
        long residentBytesEarly,
        long residentBytes) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int PAGE = 4096;

    static BenchResult of(
            int batch,
            int prompt,
            int output,
            long prefillNanos,
            List<Long> steps,
            List<Completion> done,
            long held,
            long early) {
        int n = steps.size();
        int quarter = Math.max(1, n / 4);
        double median = percentile(steps, 0.5);
        return new BenchResult(
                batch,
                prompt,
                output,
                (double) batch * prompt / prefillNanos * NANOS_PER_SECOND,
                batch / median * 1000,
                percentile(steps, 0.05),
                median,
                percentile(steps, 0.95),
                percentile(steps.subList(0, Math.min(quarter, n)), 0.5),
                percentile(steps.subList(n - Math.min(quarter, n), n), 0.5),
                held,
                done.stream().mapToLong(c -> c.kv().peakBytes()).max().orElse(0),
                early,
                resident());
    }

    /** In milliseconds; NaN when there are none. */
    private static double percentile(List<Long> nanos, double share) {
        if (nanos.isEmpty()) {
            return Double.NaN;
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))] / NANOS_PER_MILLI;
    }

    /** Bytes of memory that this process has now; -1 where the system doesn't say. */
    public static long resident() {
        Path statm = Path.of("/proc/self/statm");
        try {
            return Files.isReadable(statm)
                    ? Long.parseLong(Files.readString(statm).split(" ", -1)[1]) * PAGE
                    : -1;
        } catch (IOException e) {
            return -1;
        }
    }
}
