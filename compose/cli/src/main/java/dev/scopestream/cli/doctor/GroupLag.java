package dev.scopestream.cli.doctor;

import dev.scopestream.events.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** A consumer group's state and how far it is behind, by its committed offsets. */
final class GroupLag {
    private final Admin admin;

    GroupLag(Admin admin) {
        this.admin = admin;
    }

    /**
     * A group.
     *
     * @param records that aren't committed yet
     */
    record Lag(String state, int members, long records) {}

    /** Empty when there is no such group. */
    Optional<Lag> of(String group) throws InterruptedException {
        try {
            ConsumerGroupDescription description = admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get();
            return Optional.of(new Lag(
                    description.groupState().toString(), description.members().size(), records(group)));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Optional.empty();
            }
            throw new IllegalStateException(
                    "the cluster can't say: " + e.getCause().getMessage(), e.getCause());
        }
    }

    private long records(String group) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null && !partition.topic().equals(Topics.CHECKPOINTS)) {
                latest.put(partition, OffsetSpec.latest());
            }
        });
        long lag = 0;
        for (var end : admin.listOffsets(latest).all().get().entrySet()) {
            lag += Math.max(
                    0, end.getValue().offset() - committed.get(end.getKey()).offset());
        }
        return lag;
    }
}
