package dev.scopestream.cli.common;

import dev.scopestream.engine.LoadProgress;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How far a long transfer of bytes is: on a terminal, one line that is drawn over. Nothing for what is done at once. Thread-safe. */
public final class LoadingLine implements LoadProgress, AutoCloseable {
    private static final long EVERY = Duration.ofMillis(200).toNanos();

    private final PrintWriter out;
    private final LongSupplier nanoTime;
    private final String verb;
    private final long before;
    private final long begin;
    private long drawn;
    private int length;

    LoadingLine(PrintWriter out, LongSupplier nanoTime) {
        this(out, nanoTime, "loading", 0);
    }

    private LoadingLine(PrintWriter out, LongSupplier nanoTime, String verb, long before) {
        this.out = out;
        this.verb = verb;
        this.before = before;
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        this.drawn = begin;
    }

    /** Draws on the standard error stream where it is a terminal, else nothing. */
    public static LoadingLine on(PrintWriter err) {
        return on(err, "loading", 0);
    }

    /**
     * As {@link #on(PrintWriter)}.
     *
     * @param verb what is done to the bytes
     * @param before bytes that were there at the beginning: the speed is that of the others
     */
    public static LoadingLine on(PrintWriter err, String verb, long before) {
        PrintWriter out = Terminal.isInteractive() ? err : new PrintWriter(Writer.nullWriter());
        return new LoadingLine(out, System::nanoTime, verb, before);
    }

    @Override
    public synchronized void loaded(long bytes, long total) {
        long now = nanoTime.getAsLong();
        if (now - drawn < EVERY || total == 0) {
            return;
        }
        drawn = now;
        double seconds = (now - begin) / 1e9;
        draw(verb + " " + Amounts.bytes((double) bytes) + " of " + Amounts.bytes((double) total) + " ("
                + 100 * bytes / total + " %), " + Amounts.bytes((bytes - before) / seconds) + "/s");
    }

    private void draw(String text) {
        out.print("\r" + text + " ".repeat(Math.max(0, length - text.length())));
        out.flush();
        length = text.length();
    }

    /** Clears the line. */
    @Override
    public synchronized void close() {
        if (length > 0) {
            draw("");
            out.print("\r");
            out.flush();
        }
    }
}
