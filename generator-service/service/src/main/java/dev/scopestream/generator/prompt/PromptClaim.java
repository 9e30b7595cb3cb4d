package dev.scopestream.generator.prompt;

import org.apache.kafka.common.TopicPartition;

/**
 * The right to finish one record. It ends when its partition is revoked or lost, also if the same partition comes back:
 * every assignment has a number of its own.
 *
 * @param assignment number of the assignment, counted in this process
 */
public record PromptClaim(TopicPartition partition, long assignment, long offset) {
    /** Unique among all claims of this process: the id that the engine knows the request by. */
    public String key() {
        return partition.partition() + "-" + offset + "@" + assignment;
    }
}
