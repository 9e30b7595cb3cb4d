package dev.scopestream.generator.state;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a thread that must not stop last got on with its work. Safe for use by many threads. */
public final class Progress {
    private final LongSupplier nanos;
    private volatile long last;

    public Progress() {
        this(System::nanoTime);
    }

    /** @param nanos a clock, as {@link System#nanoTime} */
    public Progress(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** The thread got on. */
    public void made() {
        last = nanos.getAsLong();
    }

    /** Time since then. */
    public Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - last);
    }
}
