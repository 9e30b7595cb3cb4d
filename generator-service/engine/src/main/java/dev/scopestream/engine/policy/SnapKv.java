package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.Fidelity;

/** Keeps the entries of the largest pooled attention weights of the last w queries (SnapKV, arXiv 2404.14469). */
final class SnapKv implements PrefillPolicy {
    @Override
    public String name() {
        return "snapkv";
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
}
