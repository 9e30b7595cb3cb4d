package dev.scopestream.engine.policy;

/** A window that grows from R by one entry every delta steps (SCOPE, arXiv 2412.13649, section 4). */
final class Adaptive implements DecodePolicy {
    @Override
    public String name() {
        return "adaptive";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return new BudgetPlan(
                shape.recent(),
                false,
                shape::protectedPrefix,
                (step, layer) -> shape.protectedPrefix(layer) + shape.recent() + step / shape.delta());
    }
}
