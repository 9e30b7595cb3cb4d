package dev.scopestream.cli.batch;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.client.batch.BatchState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a batch is and when it will be done: a bar on a terminal, else a line every few seconds. */
final class BatchProgress implements AutoCloseable {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(5);

    private final BatchState state;
    private final PrintWriter out;
    private final long start = System.nanoTime();
    private final int before;
    private final Optional<ProgressBar> bar;
    private long lastLine = start - EVERY;

    BatchProgress(BatchState state, boolean terminal, PrintWriter out) {
        this.state = state;
        this.out = out;
        this.before = state.settled();
        this.bar = terminal
                ? Optional.of(new ProgressBarBuilder()
                        .setTaskName("requests")
                        .setInitialMax(state.total())
                        .startsFrom(before, Duration.ZERO)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .hideEta()
                        .build())
                : Optional.empty();
    }

    void show() {
        long now = System.nanoTime();
        bar.ifPresent(b -> {
            b.stepTo(state.settled());
            b.setExtraMessage(detail(now));
        });
        if (bar.isEmpty() && (now - lastLine >= EVERY || state.settled() == state.total())) {
            lastLine = now;
            out.println("  " + Amounts.count(state.settled()) + "/" + Amounts.count(state.total()) + " requests, "
                    + detail(now));
            out.flush();
        }
    }

    private String detail(long now) {
        int settled = state.settled() - before;
        int left = state.total() - state.settled();
        String eta = settled == 0
                ? left == 0 ? Amounts.time(Duration.ZERO) : "-"
                : Amounts.time(Duration.ofNanos((long) ((double) (now - start) / settled * left)));
        return Amounts.count(state.refused()) + " refused, ETA " + eta;
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        out.flush();
    }
}
