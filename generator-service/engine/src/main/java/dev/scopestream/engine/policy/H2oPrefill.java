package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.Fidelity;

/** Heavy hitters: keeps the entries of the largest attention weights over all queries (H2O, arXiv 2306.14048). */
final class H2oPrefill implements PrefillPolicy {
    @Override
    public String name() {
        return "h2o";
    }

    @Override
    public boolean inReference() {
        return true;
    }

    @Override
    public PromptScoring scoring(Fidelity fidelity) {
        return PromptScoring.allQueries(fidelity);
    }
}
