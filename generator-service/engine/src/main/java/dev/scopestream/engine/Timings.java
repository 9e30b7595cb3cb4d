package dev.scopestream.engine;

import java.time.Duration;

/**
 * Durations of one request, from its submission.
 *
 * @param queued until its prefill began
 * @param timeToFirstToken until its first token
 * @param decode from the first token to the last
 */
public record Timings(Duration queued, Duration timeToFirstToken, Duration decode) {}
