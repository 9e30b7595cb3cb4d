package dev.scopestream.events;

/** How a given answer is held against the expected one. */
public enum AnswerKind implements WireEnum {
    /** By its value: {@code $1,450} is 1450. */
    NUMBER,
    /** By the choice's letter. */
    CHOICE,
    /** By ROUGE-L, for summaries. */
    TEXT,
    /** Step by step, a line each; the expected text stands between tags, as {@code <Route>} and {@code </Route>}. */
    PROCEDURE
}
