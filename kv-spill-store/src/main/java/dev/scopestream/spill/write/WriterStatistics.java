package dev.scopestream.spill.write;

/**
 * What a writer did.
 *
 * @param submitted blocks and checkpoints offered
 * @param written of them, now in the store
 * @param dropped of them, lost: the queue was full, the store refused, or the writer was closed
 * @param discarded of them, thrown away because their request ended before they were written
 * @param waits how often a caller waited because the queue was full
 * @param waitedNanos how long, together
 * @param queuedBytes waiting or being written now
 * @param peakQueuedBytes most that ever were
 * @param stalled whether there are tasks and none was done for {@link
 *     dev.scopestream.spill.SpillOptions.Writing#waitAtMost}: what doesn't fit the queue is dropped at once
 */
public record WriterStatistics(
        long submitted,
        long written,
        long dropped,
        long discarded,
        long waits,
        long waitedNanos,
        long queuedBytes,
        long peakQueuedBytes,
        boolean stalled) {}
