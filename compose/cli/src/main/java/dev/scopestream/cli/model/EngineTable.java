package dev.scopestream.cli.model;

import dev.scopestream.engine.bench.BenchResult;
import dev.scopestream.engine.bench.StallBench;
import java.io.PrintWriter;
import java.util.Locale;

/** What {@code bench engine} measured, a line a batch size. */
final class EngineTable {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MIB = 1 << 20;
    private static final Object[] COLUMNS = {
        "batch",
        "prefill t/s",
        "decode t/s",
        "ms p5",
        "ms p50",
        "ms p95",
        "ms first",
        "ms last",
        "KV MiB",
        "RSS 10%",
        "RSS MiB"
    };

    private final PrintWriter out;

    EngineTable(PrintWriter out) {
        this.out = out;
    }

    void head() {
        out.printf("%5s %11s %11s %8s %8s %8s %8s %8s %9s %9s %9s%n", COLUMNS);
    }

    void line(BenchResult r) {
        out.printf(
                Locale.ROOT,
                "%5d %11.1f %11.1f %8.2f %8.2f %8.2f %8.2f %8.2f %9.1f %9.1f %9.1f%n",
                r.load().batch(),
                r.throughput().prefillTokensPerSecond(),
                r.throughput().decodeTokensPerSecond(),
                r.steps().stepMillis5(),
                r.steps().stepMillis50(),
                r.steps().stepMillis95(),
                r.steps().firstQuarterMillis(),
                r.steps().lastQuarterMillis(),
                r.memory().kvBytesHeld() / MIB,
                r.memory().residentBytesEarly() / MIB,
                r.memory().residentBytes() / MIB);
        out.flush();
    }

    /** How long running requests waited for their tokens while a prompt joined them. */
    void stall(int tokens, int running, StallBench.Result r) {
        out.printf(
                Locale.ROOT,
                "a prompt of %d tokens joined %d requests in %.0f ms, which waited p50 %.1f, p95 %.1f, at most %.1f ms%n",
                tokens,
                running,
                r.joinNanos() / NANOS_PER_MILLI,
                r.percentile(0.5) / NANOS_PER_MILLI,
                r.percentile(0.95) / NANOS_PER_MILLI,
                r.percentile(1) / NANOS_PER_MILLI);
        out.flush();
    }
}
