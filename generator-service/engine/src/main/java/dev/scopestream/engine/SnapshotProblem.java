package dev.scopestream.engine;

/** Why a request can't go on from a snapshot. */
public enum SnapshotProblem {
    /** Truncated, or with a wrong checksum. */
    DAMAGED,
    /** Written by another version of this code. */
    OTHER_VERSION,
    OTHER_MODEL,
    OTHER_PROMPT,
    /** Other cache policies, sampling, stop strings or limits. */
    OTHER_OPTIONS,
    /** The sizes of its parts contradict each other or the request. */
    BAD_SHAPE
}
