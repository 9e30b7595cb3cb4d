package dev.scopestream.cli.up;

import dev.scopestream.cli.common.Amounts;
import java.time.Duration;

/** How long something took until it is printed. */
record Stopwatch(long startNanos) {
    static Stopwatch start() {
        return new Stopwatch(System.nanoTime());
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    @Override
    public String toString() {
        return Amounts.time(elapsed());
    }
}
