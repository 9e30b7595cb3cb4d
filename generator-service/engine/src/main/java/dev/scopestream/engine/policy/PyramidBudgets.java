package dev.scopestream.engine.policy;

import dev.scopestream.engine.IntArray;
import java.util.stream.IntStream;

/** PyramidKV's budgets: from twice the mean C - w down to a twentieth of it, linearly from the first layer to the last. */
final class PyramidBudgets {
    private PyramidBudgets() {}

    static PromptSelection of(PromptShape shape) {
        shape.requireObservationBelowCapacity();
        int budget = shape.budget();
        int min = budget / 20;
        int max = 2 * budget - min;
        int available = shape.tokens() - shape.observation();
        if (max >= available) {
            max = available;
            min = 2 * budget - max;
        }
        int step = Math.floorDiv(max - min, shape.layers());
        int top = max;
        return new PromptSelection.TopScores(IntArray.of(
                IntStream.range(0, shape.layers()).map(l -> top - l * step).toArray()));
    }
}
