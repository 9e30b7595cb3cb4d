package dev.scopestream.engine.bench;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.scopestream.engine.Completion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a benchmark of one batch size measured. Only steps in which the whole batch decoded count. */
public record BenchResult(
        @JsonUnwrapped Load load,
        @JsonUnwrapped Throughput throughput,
        @JsonUnwrapped StepTimes steps,
        @JsonUnwrapped Memory memory) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int PAGE = 4096;

    /**
     * What was run.
     *
     * @param batch requests
     */
    public record Load(int batch, int promptTokens, int outputTokens) {}

    /**
     * Of the whole batch.
     *
     * @param prefillTokensPerSecond prompt tokens, decode steps in between included
     */
    public record Throughput(double prefillTokensPerSecond, double decodeTokensPerSecond) {}

    /**
     * Times of decode steps, milliseconds; NaN when there was no step.
     *
     * @param stepMillis5 the 5th percentile
     * @param firstQuarterMillis median of the first quarter of the steps
     * @param lastQuarterMillis median of the last quarter
     */
    public record StepTimes(
            double stepMillis5,
            double stepMillis50,
            double stepMillis95,
            double firstQuarterMillis,
            double lastQuarterMillis) {

        static StepTimes of(List<Long> nanos) {
            int n = nanos.size();
            int quarter = Math.min(n, Math.max(1, n / 4));
            return new StepTimes(
                    percentile(nanos, 0.05),
                    percentile(nanos, 0.5),
                    percentile(nanos, 0.95),
                    percentile(nanos.subList(0, quarter), 0.5),
                    percentile(nanos.subList(n - quarter, n), 0.5));
        }
    }

    /**
     * Bytes of memory.
     *
     * @param kvBytesHeld of cache rows at most, bookkeeping included
     * @param kvBytesOfEntries keys and values held at most by one request
     * @param residentBytesEarly of this process after a tenth of the output; -1 where the system doesn't say
     * @param residentBytes of this process at the end, likewise
     */
    public record Memory(long kvBytesHeld, long kvBytesOfEntries, long residentBytesEarly, long residentBytes) {}

    /** @param early this process's resident bytes after a tenth of the output */
    static BenchResult of(
            Load load, long prefillNanos, List<Long> steps, List<Completion> done, long kvBytesHeld, long early) {
        StepTimes times = StepTimes.of(steps);
        return new BenchResult(
                load,
                new Throughput(
                        (double) load.batch() * load.promptTokens() / prefillNanos * NANOS_PER_SECOND,
                        load.batch() / times.stepMillis50() * 1000),
                times,
                new Memory(
                        kvBytesHeld,
                        done.stream().mapToLong(c -> c.kv().peakBytes()).max().orElse(0),
                        early,
                        resident()));
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
