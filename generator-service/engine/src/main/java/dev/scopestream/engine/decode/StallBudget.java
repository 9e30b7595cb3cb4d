package dev.scopestream.engine.decode;

import java.time.Duration;

/**
 * Number of layers of a prompt's chunk that may run between two steps of the decoding requests, so that these wait no longer
 * than a budget. Estimated from the time of the prompt's layers so far. Times are nanoseconds.
 */
final class StallBudget {
    /** Factor by which the next layers may take longer: attention grows with the prompt. */
    private static final double GROWTH = 1.2;

    private final long budget;
    private long step;
    private double perLayerAndToken;

    StallBudget(Duration budget) {
        this.budget = budget.toNanos();
    }

    /** Another prompt begins; the time of its layers isn't known yet. */
    void begin() {
        perLayerAndToken = 0;
    }

    /** Layers of a chunk ran. */
    void prefilled(int layers, int tokens, long nanos) {
        perLayerAndToken = (double) nanos / layers / tokens;
    }

    /** A step of the decoding requests ran. */
    void decoded(long nanos) {
        step = nanos;
    }

    /**
     * From 1, whatever the budget, to {@code remaining}.
     *
     * @param tokens of the chunk
     * @param remaining layers that the chunk has yet to go through
     */
    int layers(int tokens, int remaining) {
        if (perLayerAndToken == 0) {
            return 1;
        }
        double fit = (budget - step) / (perLayerAndToken * tokens * GROWTH);
        return (int) Math.max(1, Math.min(remaining, fit));
    }
}
