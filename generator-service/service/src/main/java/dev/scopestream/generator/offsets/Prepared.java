package dev.scopestream.generator.offsets;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The contents of one commit: offsets and maps as they will be once {@code changes} hold, and the group membership
 * under which these partitions are ours, all from one moment.
 *
 * @param changes the requested changes whose partitions are still ours
 * @param group null when this instance isn't a member at the moment: nothing may be committed
 */
public record Prepared(
        Set<Change> changes, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {}
