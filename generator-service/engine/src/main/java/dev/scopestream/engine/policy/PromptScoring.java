package dev.scopestream.engine.policy;

import dev.scopestream.engine.KvOptions.Fidelity;

/** The queries whose attention weights to the prompt's keys are summed up; {@link #code} is the program's number for them. */
public enum PromptScoring {
    /** No queries: no weights are needed. */
    NONE(0),
    /** The last w queries, causal among themselves (SnapKV, arXiv 2404.14469). */
    LAST_QUERIES(1),
    /** All queries, causal, each key's sum divided by the number of queries at or after its position. */
    ALL_QUERIES(2),
    /** All queries, as the SCOPE reference does it: causal in the trailing w x w corner only. */
    ALL_QUERIES_REFERENCE(3);

    private final int code;

    PromptScoring(int code) {
        this.code = code;
    }

    static PromptScoring allQueries(Fidelity fidelity) {
        return fidelity == Fidelity.REFERENCE ? ALL_QUERIES_REFERENCE : ALL_QUERIES;
    }

    public int code() {
        return code;
    }
}
