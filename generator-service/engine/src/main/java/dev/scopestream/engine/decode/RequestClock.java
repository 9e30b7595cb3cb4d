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
    private long before;

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

    /** It goes on after so much decoding elsewhere; its tokens so far are there at once. */
    void resumed(long decodeNanos) {
        before = decodeNanos;
        first = ticker.getAsLong();
        last = first;
    }

    /** From the first token to the last, wherever they were decoded. */
    long decodeNanos() {
        return before + last - first;
    }

    Timings timings() {
        return new Timings(
                Duration.ofNanos(started - submitted),
                Duration.ofNanos(first - submitted),
                Duration.ofNanos(decodeNanos()));
    }
}
