package dev.scopestream.cli.common;

import dev.scopestream.engine.LoadProgress;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How far the loading of a model is: on a terminal, one line that is drawn over. Nothing for what is loaded at once. */
public final class LoadingLine implements LoadProgress, AutoCloseable {
    private static final long EVERY = Duration.ofMillis(200).toNanos();

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final long begin;
    private long drawn;
    private int length;

    LoadingLine(PrintWriter out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.drawn = begin;
    }

    /** Draws on the standard error stream where it is a terminal, else nothing. */
    public static LoadingLine on(PrintWriter err) {
        boolean terminal = Terminal.isInteractive();
        return new LoadingLine(terminal ? err : new PrintWriter(Writer.nullWriter()), System::nanoTime);
    }

    @Override
    public void loaded(long bytes, long total) {
        long now = nanoTime.getAsLong();
        if (now - drawn < EVERY || total == 0) {
            return;
        }
        drawn = now;
        double seconds = (now - begin) / 1e9;
        draw("loading " + Amounts.bytes((double) bytes) + " of " + Amounts.bytes((double) total) + " ("
                + 100 * bytes / total + " %), " + Amounts.bytes(bytes / seconds) + "/s");
    }

    private void draw(String text) {
        out.print("\r" + text + " ".repeat(Math.max(0, length - text.length())));
        out.flush();
        length = text.length();
    }

    /** Clears the line. */
    @Override
    public void close() {
        if (length > 0) {
            draw("");
            out.print("\r");
            out.flush();
        }
    }
}
