package dev.scopestream.scorer.watch;

/** How far a request is. */
public enum RequestState {
    /** Its prompt is stored, and nothing of its text. */
    WAITING,
    /** It has text, and no final record. */
    RUNNING,
    /** It has its result. */
    FINISHED,
    /** It is a dead letter. */
    REFUSED
}
