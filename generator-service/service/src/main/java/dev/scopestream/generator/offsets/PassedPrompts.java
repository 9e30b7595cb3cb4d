package dev.scopestream.generator.offsets;

import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The prompts of the assigned partitions that were delivered and passed over, see {@link PassedOffsets}. Safe for use by
 * many threads.
 */
public final class PassedPrompts {
    private final AssignedPartitions assigned;

    public PassedPrompts(AssignedPartitions assigned) {
        this.assigned = assigned;
    }

    /** See {@link PassedOffsets#pass}; {@link OffsetAdmission#FULL} where the partition isn't ours. */
    public Admission pass(TopicPartition partition, long offset, Optional<Integer> leaderEpoch) {
        return assigned.admit(
                partition, offset, leaderEpoch, map -> map.passed().pass(offset));
    }

    /** See {@link PassedOffsets#admit}; {@link OffsetAdmission#FULL} where the partition isn't ours. */
    public Admission admit(TopicPartition partition, long offset) {
        return assigned.admit(
                partition, offset, Optional.empty(), map -> map.passed().admit(offset));
    }

    public boolean contains(TopicPartition partition, long offset) {
        return assigned.ask(partition, false, map -> map.passed().contains(offset));
    }

    /** See {@link PassedOffsets#gone}. */
    public int gone(TopicPartition partition, long from, long to) {
        return assigned.ask(partition, 0, map -> map.passed().gone(from, to));
    }

    /** Of all partitions. */
    public int count() {
        return assigned.partitions().stream()
                .mapToInt(partition ->
                        assigned.ask(partition, 0, map -> map.passed().count()))
                .sum();
    }
}
