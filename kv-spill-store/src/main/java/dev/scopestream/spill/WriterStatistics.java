package dev.scopestream.spill;

/**
 * What a writer did.
 *
 * @param submitted blocks and checkpoints offered
 * @param written of those, now in the store
 * @param dropped of those, lost: the queue was full, the store refused, or the writer was closed
 * @param discarded of those, thrown away because their request ended before they were written
 * @param waits how often a caller waited for room
 * @param waitedNanos how long, together
 * @param queuedBytes waiting or being written now
 * @param peakQueuedBytes most that ever were
 */
public record WriterStatistics(
        long submitted,
        long written,
        long dropped,
        long discarded,
        long waits,
        long waitedNanos,
        long queuedBytes,
        long peakQueuedBytes) {}
