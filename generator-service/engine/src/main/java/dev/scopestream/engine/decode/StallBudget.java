package dev.scopestream.engine.decode;

import dev.scopestream.engine.policy.PromptScoring;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What may run for prompts between two steps of the decoding requests, so that these wait no longer than a budget. What a part
 * of a prompt takes is estimated from the prompt's layers so far, or from the prompt before it that was scored alike. Times are
 * nanoseconds.
 */
final class StallBudget {
    /** Factor by which the next part may take longer: attention grows with the prompt. */
    private static final double GROWTH = 1.2;

    /** What runs for a prompt. */
    enum Part {
        BEGIN,
        /** One layer; its tokens are those of a chunk. */
        LAYER,
        END,
        JOIN,
        RESUME
    }

    private final long budget;
    private final Map<PromptScoring, Map<Part, Double>> perToken = new EnumMap<>(PromptScoring.class);
    private PromptScoring scoring = PromptScoring.NONE;
    private boolean measured;
    private double perLayerAndToken;
    private long step;
    private boolean waiting;
    private boolean used;
    private long spent;

    StallBudget(Duration budget) {
        this.budget = budget.toNanos();
    }

    /** Another step begins; {@code decoding}: requests wait for their next token in it. */
    void stepBegins(boolean decoding) {
        waiting = decoding;
        used = false;
        spent = 0;
    }

    /** From now on, if not before, a request waits for its next token in this step. */
    void waits() {
        waiting = true;
    }

    /** Whether a request waits for its next token; if none does, there is no limit. */
    boolean waiting() {
        return waiting;
    }

    /** Another prompt begins. */
    void begin(PromptScoring scoringOfPrompt) {
        scoring = scoringOfPrompt;
        measured = false;
        perLayerAndToken = known(scoring).getOrDefault(Part.LAYER, 0.0);
    }

    /** Layers of a chunk ran. */
    void prefilled(int layers, int tokens, long nanos) {
        perLayerAndToken = (double) nanos / layers / tokens;
        if (!measured) {
            known(scoring).put(Part.LAYER, perLayerAndToken);
            measured = true;
        }
        spend(nanos);
    }

    /** A part of a prompt of so many tokens ran. */
    void ran(Part part, PromptScoring scoringOfPrompt, int tokens, long nanos) {
        known(scoringOfPrompt).put(part, (double) nanos / tokens);
        spend(nanos);
    }

    private Map<Part, Double> known(PromptScoring scoringOfPrompt) {
        return perToken.computeIfAbsent(scoringOfPrompt, s -> new EnumMap<>(Part.class));
    }

    private void spend(long nanos) {
        if (waiting) {
            used = true;
            spent += nanos;
        }
    }

    /** A step of the decoding requests ran. */
    void decoded(long nanos) {
        step = nanos;
    }

    /** Whether the parts of a prompt of so many tokens may run now. The first of a step may, whatever the budget. */
    boolean fits(PromptScoring scoringOfPrompt, int tokens, Part... parts) {
        if (!waiting || !used) {
            return true;
        }
        double expected = 0;
        for (Part part : parts) {
            Double nanos = known(scoringOfPrompt).get(part);
            if (nanos == null) {
                return false;
            }
            expected += nanos * tokens * GROWTH;
        }
        return expected <= left();
    }

    /**
     * Number of layers that may run now, at most {@code remaining}; 0: none. One may, whatever the budget, where nothing else
     * ran in this step.
     *
     * @param tokens of the chunk
     * @param remaining layers that the chunk has yet to go through
     */
    int layers(int tokens, int remaining) {
        if (!waiting) {
            return remaining;
        }
        int least = used ? 0 : 1;
        if (perLayerAndToken == 0) {
            return least;
        }
        double fit = left() / (perLayerAndToken * tokens * GROWTH);
        return (int) Math.max(least, Math.min(remaining, fit));
    }

    private long left() {
        return budget - step - spent;
    }
}
