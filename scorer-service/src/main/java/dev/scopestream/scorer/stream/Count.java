package dev.scopestream.scorer.stream;

/** What a scorer counts. */
public enum Count {
    /** Records read, poison among them. */
    RESULTS,
    REFERENCES,
    PROMPTS,
    /** Skipped records that break the contract. */
    POISON_RESULTS,
    POISON_REFERENCES,
    POISON_PROMPTS,
    /** A further result of a request that has one: ignored. */
    DUPLICATE_RESULTS,
    /** A repeated reference: ignored. */
    DUPLICATE_REFERENCES,
    /** Documents scored for the first time. */
    SCORED,
    /** Documents scored again, as their reference changed. */
    RESCORED,
    /** Scored documents without a single readable answer. */
    WITHOUT_ANSWERS,
    /** Documents whose kind of answers the scorer doesn't know, or whose event breaks the contract. */
    UNSCORABLE,
    /** Results dropped after the retention time without a reference. */
    EXPIRED_RESULTS,
    /** References dropped after the retention time without a result: of unknown documents. */
    EXPIRED_REFERENCES,
    /** Records that a processor or the broker refused: skipped. */
    FAILED,
    /** State of another version: treated as absent. */
    UNREADABLE_STATE
}
