package dev.scopestream.engine.policy;

/**
 * A plan that evicts several entries at once, when a budget is exceeded: then so many go that as many steps as there are
 * protected entries pass before the next eviction.
 *
 * @param recent R, newest entries that are never evicted
 * @param budget entries that a layer holds at most after a step
 */
record LaggedPlan(int recent, int budget) implements DecodePlan {

    /** Prompt and output share one budget, as in {@link BudgetPlan#withPrompt}. */
    static LaggedPlan withPrompt(DecodeShape shape) {
        return new LaggedPlan(shape.recent(), shape.sharedBudget());
    }

    @Override
    public int regionStart(int layer) {
        return 0;
    }

    @Override
    public int evictions(int step, int layer, int held) {
        return held > budget ? held - Math.max(recent, budget - recent) : 0;
    }
}
