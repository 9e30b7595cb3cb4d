package dev.scopestream.engine.policy;

/** A window of fixed size W behind the protected prompt (SCOPE, arXiv 2412.13649, section 4). */
final class Slide implements DecodePolicy {
    @Override
    public String name() {
        return "slide";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public DecodePlan plan(DecodeShape shape) {
        return BudgetPlan.behindPrompt(shape);
    }
}
