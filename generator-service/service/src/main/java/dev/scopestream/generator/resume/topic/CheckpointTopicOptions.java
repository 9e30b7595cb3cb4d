package dev.scopestream.generator.resume.topic;

import java.time.Duration;

/**
 * How checkpoints in a topic are used.
 *
 * @param quotaBytes of the checkpoints of this instance's partitions; the oldest go first
 * @param ttl age after which a checkpoint is a miss
 * @param readBudget how long reading one may take
 * @param mostBytes of a checkpoint's payload that is read
 */
public record CheckpointTopicOptions(long quotaBytes, Duration ttl, Duration readBudget, long mostBytes) {}
