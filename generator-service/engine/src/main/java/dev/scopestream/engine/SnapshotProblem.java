package dev.scopestream.engine;

/** Why a request can't go on from a snapshot. */
public enum SnapshotProblem {
    /** Cut off, or its checksum is wrong. */
    DAMAGED,
    /** Written by another version of this code. */
    OTHER_VERSION,
    OTHER_MODEL,
    OTHER_PROMPT,
    /** Other cache policies, sampling, stop strings or limits. */
    OTHER_OPTIONS,
    /** Its parts don't fit each other, or the request. */
    BAD_SHAPE
}
