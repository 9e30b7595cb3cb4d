package dev.scopestream.engine;

import java.time.Duration;

/**
 * Durations of one request.
 *
 * @param queued from its submission to the start of its prefill
 * @param timeToFirstToken from its submission to its first token
 * @param decode from the first token to the last
 */
public record Timings(Duration queued, Duration timeToFirstToken, Duration decode) {}
