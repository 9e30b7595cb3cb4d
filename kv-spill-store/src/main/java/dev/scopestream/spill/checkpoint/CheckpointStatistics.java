package dev.scopestream.spill.checkpoint;

/**
 * What a process did in a checkpoint directory.
 *
 * @param written checkpoints that are on disk, or were
 * @param bytesWritten of their files
 * @param changes of the checkpoints, how many were written as changes of a whole one
 * @param changeBytes of {@code bytesWritten}, those of changes
 * @param dropped checkpoints that found no place in the queue
 * @param failed writes and deletions that the file system refused
 * @param removed files of finished requests, beyond the time to live, or beyond the quota
 * @param liveBytes of all files, as far as is known
 * @param queuedBytes that wait to be written
 * @param hangs whether a read or a write takes longer than reads may take
 */
public record CheckpointStatistics(
        long written,
        long bytesWritten,
        long changes,
        long changeBytes,
        long dropped,
        long failed,
        long removed,
        long liveBytes,
        long queuedBytes,
        boolean hangs) {}
