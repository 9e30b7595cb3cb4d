package dev.scopestream.engine.decode;

import dev.scopestream.engine.Timings;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Times of one request, by a ticker of nanoseconds. */
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

    /** A token was generated. */
    void token(int index) {
        last = ticker.getAsLong();
        if (index == 0) {
            first = last;
        }
    }

    /** The request continues from a snapshot, after {@code decodeNanos} of decoding. */
    void resumed(long decodeNanos) {
        before = decodeNanos;
        first = ticker.getAsLong();
        last = first;
    }

    /** Time from the first token to the last, that before a snapshot included. */
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
