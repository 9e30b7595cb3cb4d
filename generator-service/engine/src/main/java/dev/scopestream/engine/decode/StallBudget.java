package dev.scopestream.engine.decode;

import java.time.Duration;

/**
 * How many layers of a prompt's chunk may run between two steps of the requests that decode, so that these don't wait for
 * longer than a budget. Told by what the prompt's own layers took before; times are nanoseconds.
 */
final class StallBudget {
    /** Layers later in a prompt take longer: their attention spans more. */
    private static final double GROWTH = 1.2;

    private final long budget;
    private long step;
    private double perLayerAndToken;

    StallBudget(Duration budget) {
        this.budget = budget.toNanos();
    }

    /** Another prompt begins: what its layers take isn't known. */
    void begin() {
        perLayerAndToken = 0;
    }

    /** Layers of a chunk ran. */
    void prefilled(int layers, int tokens, long nanos) {
        perLayerAndToken = (double) nanos / layers / tokens;
    }

    /** A step of the requests that decode ran. */
    void decoded(long nanos) {
        step = nanos;
    }

    /**
     * From 1, so that the prompt gets on whatever the budget is, to {@code left}.
     *
     * @param tokens of the chunk
     * @param left layers that it has yet to go through
     */
    int layers(int tokens, int left) {
        if (perLayerAndToken == 0) {
            return 1;
        }
        double fit = (budget - step) / (perLayerAndToken * tokens * GROWTH);
        return (int) Math.max(1, Math.min(left, fit));
    }
}
