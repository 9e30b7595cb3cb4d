package dev.scopestream.scorer.watch;

/**
 * A request's cache at a moment of its generation.
 *
 * @param time epoch milliseconds
 * @param tokens of the attempt so far
 */
public record Measured(
        int attempt, long time, int tokens, long held, long full, long evicted, long spilled, long recalled) {}
