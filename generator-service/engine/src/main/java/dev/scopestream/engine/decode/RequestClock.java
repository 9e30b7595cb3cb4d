package dev.scopestream.engine.decode;

import dev.scopestream.engine.Timings;
import java.time.Duration;
import java.util.function.LongSupplier;

/** When things happened to one request, by a ticker of nanoseconds. */
final class RequestClock {
    private final LongSupplier ticker;
    private final long submitted;
    private long started;
    private long first;
    private long last;

    RequestClock(LongSupplier ticker) {
        this.ticker = ticker;
        this.submitted = ticker.getAsLong();
        this.started = submitted;
        this.first = submitted;
        this.last = submitted;
    }

    void started() {
        started = ticker.getAsLong();
    }

    /** A token came. */
    void token(int index) {
        last = ticker.getAsLong();
        if (index == 0) {
            first = last;
        }
    }

    Timings timings() {
        return new Timings(
                Duration.ofNanos(started - submitted),
                Duration.ofNanos(first - submitted),
                Duration.ofNanos(last - first));
    }
}
