package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.WindowScore;

/** One budget C + W for prompt and output together (H2O, arXiv 2306.14048). */
final class H2oDecode implements DecodePolicy {
    @Override
    public String name() {
        return "h2o";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public boolean goesWith(PrefillPolicy prefill) {
        return prefill.name().equals("h2o");
    }

    @Override
    public WindowScore windowScore() {
        return WindowScore.MAX;
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return new BudgetPlan(shape.recent(), false, layer -> 0, (step, layer) -> shape.capacity() + shape.window());
    }
}
