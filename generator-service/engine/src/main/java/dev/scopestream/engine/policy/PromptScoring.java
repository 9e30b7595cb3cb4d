package dev.scopestream.engine.policy;

/** Which queries score the prompt's keys; {@link #code} is the program's number for it. */
public enum PromptScoring {
    /** No scores are needed. */
    NONE(0),
    /** The last w queries, causal among themselves (SnapKV, arXiv 2404.14469). */
    LAST_QUERIES(1),
    /** All queries, causal, each key's sum divided by the number of queries that see it. */
    ALL_QUERIES(2),
    /** All queries, as the SCOPE reference does it: causal in the trailing w x w corner only. */
    ALL_QUERIES_REFERENCE(3);

    private final int code;

    PromptScoring(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
