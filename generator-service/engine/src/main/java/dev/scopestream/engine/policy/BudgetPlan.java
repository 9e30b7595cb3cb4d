package dev.scopestream.engine.policy;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * A plan that evicts whatever exceeds a budget.
 *
 * @param recent newest entries that are never evicted
 * @param oldestFirst whether the region's oldest entry is evicted, whatever its score
 * @param starts a layer's first slot that may be evicted from
 * @param budgets (step, layer) to the number of entries that may be held after the step
 */
public record BudgetPlan(int recent, boolean oldestFirst, IntUnaryOperator starts, IntBinaryOperator budgets)
        implements DecodePlan {

    /** The kept prompt is protected, and W entries of the output are held besides. */
    public static BudgetPlan behindPrompt(DecodeShape shape) {
        return new BudgetPlan(
                shape.recent(),
                false,
                shape::protectedPrefix,
                (step, layer) -> shape.protectedPrefix(layer) + shape.window());
    }

    /** Prompt and output share one budget, {@link DecodeShape#sharedBudget}. */
    public static BudgetPlan withPrompt(DecodeShape shape, int recent) {
        int budget = shape.sharedBudget();
        return new BudgetPlan(recent, false, layer -> 0, (step, layer) -> budget);
    }

    @Override
    public int regionStart(int layer) {
        return starts.applyAsInt(layer);
    }

    @Override
    public int evictions(int step, int layer, int held) {
        return Math.max(0, held - budgets.applyAsInt(step, layer));
    }
}
