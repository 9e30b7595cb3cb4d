package dev.scopestream.events;

/**
 * Durations in milliseconds, from the moment when the generator took the prompt.
 *
 * @param queuedMs until the prefill began
 * @param timePerOutputTokenMs mean over the tokens after the first; 0 when there is no other
 */
public record RequestTimings(double queuedMs, double timeToFirstTokenMs, double timePerOutputTokenMs, double totalMs) {
    static RequestTimings read(Fields f) {
        return new RequestTimings(
                f.decimal("queued_ms", 0, Double.MAX_VALUE),
                f.decimal("time_to_first_token_ms", 0, Double.MAX_VALUE),
                f.decimal("time_per_output_token_ms", 0, Double.MAX_VALUE),
                f.decimal("total_ms", 0, Double.MAX_VALUE));
    }
}
