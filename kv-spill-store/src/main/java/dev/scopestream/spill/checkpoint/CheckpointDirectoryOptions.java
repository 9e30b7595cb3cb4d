package dev.scopestream.spill.checkpoint;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a checkpoint directory is used.
 *
 * @param root shared by all processes and machines that hand requests to each other; made where it's missing at the start
 * @param quotaBytes of all files together; the oldest go first
 * @param ttl age after which a checkpoint is a miss and is removed
 * @param mostBytes of a checkpoint's payload that is read
 */
public record CheckpointDirectoryOptions(Path root, long quotaBytes, Duration ttl, long mostBytes) {}
