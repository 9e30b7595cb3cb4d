package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.WindowScore;

/**
 * Token omission via attention (TOVA, arXiv 2401.06104): one budget for prompt and output. The entry of the least attention
 * weight in the current step is evicted, however new it is.
 */
final class Tova implements DecodePolicy {
    @Override
    public String name() {
        return "tova";
    }

    @Override
    public WindowScore windowScore() {
        return WindowScore.LAST;
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return BudgetPlan.withPrompt(shape, 1);
    }
}
