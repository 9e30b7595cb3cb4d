package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.Fidelity;

/** SnapKV's scores, with a budget that falls from layer to layer (PyramidKV, arXiv 2406.02069). */
final class PyramidKv implements PrefillPolicy {
    @Override
    public String name() {
        return "pyramidkv";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public PromptScoring scoring(Fidelity fidelity) {
        return PromptScoring.LAST_QUERIES;
    }

    @Override
    public boolean pooled() {
        return true;
    }

    @Override
    public PromptSelection select(PromptShape shape) {
        return shape.tokens() < 2 * shape.budget() ? shape.uniform(shape.budget()) : PyramidBudgets.of(shape);
    }
}
