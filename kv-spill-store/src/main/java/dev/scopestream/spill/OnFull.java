package dev.scopestream.spill;

/** What a writer does with a block when its queue is full. */
public enum OnFull {
    /** The caller waits, at most {@link SpillOptions.Writing#waitAtMost}; then the block is dropped and counted. */
    WAIT,
    /** The block is dropped at once and counted. */
    DROP
}
