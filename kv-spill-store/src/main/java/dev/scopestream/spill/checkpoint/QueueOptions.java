package dev.scopestream.spill.checkpoint;

import java.time.Duration;

/**
 * How {@link QueuedCheckpoints} are written and read.
 *
 * @param bytesPerSecond written at most while nobody waits for it; 0: no limit
 * @param readBudget how long a look-up may take
 * @param queueBytes of checkpoints that may wait to be written
 */
public record QueueOptions(long bytesPerSecond, Duration readBudget, long queueBytes) {}
