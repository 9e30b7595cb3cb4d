package dev.scopestream.cli.dataset;

import dev.scopestream.cli.common.Amounts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a run is: a bar on a terminal, else a line every few seconds. */
final class RunProgress implements AutoCloseable {
    private static final long RECENT = Duration.ofSeconds(10).toNanos();
    private static final long EVERY = Duration.ofSeconds(5).toNanos();

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final long start;
    private final int settledBefore;
    private final Optional<ProgressBar> bar;
    private final Deque<Mark> recent = new ArrayDeque<>();
    private long lastLine;

    private record Mark(long at, long tokens) {}

    /**
     * @param journal as it is when the run begins or goes on
     * @param nanoTime a clock such as {@link System#nanoTime}
     */
    RunProgress(RunJournal journal, boolean terminal, PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.lastLine = start - EVERY;
        this.settledBefore = journal.settled();
        this.bar = terminal
                ? Optional.of(new ProgressBarBuilder()
                        .setTaskName("documents")
                        .setInitialMax(journal.total())
                        .startsFrom(settledBefore, Duration.ZERO)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .hideEta()
                        .build())
                : Optional.empty();
    }

    void show(RunJournal journal) {
        long now = nanoTime.getAsLong();
        recent.addLast(new Mark(now, journal.tokens()));
        while (now - recent.peekFirst().at() > RECENT) {
            recent.removeFirst();
        }
        bar.ifPresent(b -> {
            b.stepTo(journal.settled());
            b.setExtraMessage(detail(journal));
        });
        if (bar.isEmpty() && (now - lastLine >= EVERY || journal.done())) {
            lastLine = now;
            out.println("  " + journal.settled() + "/" + journal.total() + " documents, " + detail(journal));
        }
    }

    /** Tokens, their rate, and the time that the rest will take. */
    String detail(RunJournal journal) {
        return Amounts.count((double) journal.tokens()) + " tokens, " + Amounts.count(rate()) + " tokens/s, ETA "
                + eta(journal).map(Amounts::time).orElse("-");
    }

    private double rate() {
        Mark first = recent.peekFirst();
        Mark last = recent.peekLast();
        if (first == null || last == null || last.at() == first.at()) {
            return 0;
        }
        return (last.tokens() - first.tokens()) * 1e9 / (last.at() - first.at());
    }

    /** From the documents that were settled since the beginning; empty before the first. */
    private Optional<Duration> eta(RunJournal journal) {
        int settled = journal.settled() - settledBefore;
        int left = journal.total() - journal.settled();
        if (left == 0) {
            return Optional.of(Duration.ZERO);
        }
        long elapsed = nanoTime.getAsLong() - start;
        return settled <= 0
                ? Optional.empty()
                : Optional.of(Duration.ofNanos((long) ((double) elapsed / settled * left)));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
        out.flush();
    }
}
