package dev.scopestream.cli.up;

import dev.scopestream.cli.common.Amounts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a run is. */
sealed interface Progress extends AutoCloseable {
    /**
     * @param kvBytesHeld what the caches of running requests hold now
     */
    void show(RunState state, long kvBytesHeld);

    @Override
    void close();

    /** What is shown beside the documents. */
    private static String detail(RunState state, long kvBytesHeld) {
        return Amounts.count(state.tokensPerSecond()) + " tokens/s, KV " + Amounts.bytes((double) kvBytesHeld);
    }

    /** A bar that is drawn over, for terminals. */
    final class Bar implements Progress {
        private final ProgressBar bar;

        Bar(int documents) {
            bar = new ProgressBarBuilder()
                    .setTaskName("documents")
                    .setInitialMax(documents)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .build();
        }

        @Override
        public void show(RunState state, long kvBytesHeld) {
            bar.stepTo(state.settled());
            bar.setExtraMessage(detail(state, kvBytesHeld));
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** A line every few seconds, for everything else. */
    final class Lines implements Progress {
        private static final long EVERY = Duration.ofSeconds(5).toNanos();

        private final PrintWriter out;
        private final LongSupplier nanoTime;
        private long last;

        Lines(PrintWriter out, LongSupplier nanoTime) {
            this.out = out;
            this.nanoTime = nanoTime;
            this.last = nanoTime.getAsLong() - EVERY;
        }

        @Override
        public void show(RunState state, long kvBytesHeld) {
            long now = nanoTime.getAsLong();
            if (now - last >= EVERY || state.done()) {
                last = now;
                out.println(
                        "  " + state.settled() + "/" + state.documents() + " documents, " + detail(state, kvBytesHeld));
            }
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
