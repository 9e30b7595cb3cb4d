package dev.scopestream.cli.scale;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster about a group of generators: its members, its offsets, and the offset maps that come with them. */
public final class GroupReader {
    private final Admin admin;

    public GroupReader(Admin admin) {
        this.admin = admin;
    }

    /** @throws CliException when there is no such topic, or the cluster refuses */
    public GroupState read(String group, String topic) throws InterruptedException {
        int partitions = partitions(topic);
        Map<TopicPartition, OffsetSpec> first = new HashMap<>();
        Map<TopicPartition, OffsetSpec> last = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            first.put(new TopicPartition(topic, i), OffsetSpec.earliest());
            last.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        var begins = get(admin.listOffsets(first).all());
        var ends = get(admin.listOffsets(last).all());
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        long unfinished = 0;
        long started = 0;
        long lag = 0;
        for (TopicPartition partition : last.keySet()) {
            long end = ends.get(partition).offset();
            OffsetMap map = map(committed.get(partition), begins.get(partition).offset());
            unfinished += map.incompleteBefore(end);
            started += map.started();
            lag += Math.max(0, end - map.committable());
        }
        return new GroupState(partitions, unfinished, started, lag, instances(group, topic));
    }

    private int partitions(String topic) throws InterruptedException {
        try {
            return get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                    .partitions()
                    .size();
        } catch (CliException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new CliException("there is no topic " + topic + ": scopestream topics apply makes it", e);
            }
            throw e;
        }
    }

    /** Metadata that can't be read counts as none. */
    private static OffsetMap map(OffsetAndMetadata committed, long begin) {
        if (committed == null) {
            return OffsetMap.at(begin);
        }
        return OffsetMapCodec.decode(committed.offset(), committed.metadata())
                        instanceof OffsetMapCodec.Decoded.Known known
                ? known.map()
                : OffsetMap.at(committed.offset());
    }

    private Map<String, Integer> instances(String group, String topic) throws InterruptedException {
        ConsumerGroupDescription description;
        try {
            description = get(admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group));
        } catch (CliException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
        Map<String, Integer> instances = new HashMap<>();
        for (MemberDescription member : description.members()) {
            int count = (int) member.assignment().topicPartitions().stream()
                    .filter(partition -> partition.topic().equals(topic))
                    .count();
            instances.put(member.clientId() + " (" + member.consumerId() + ")", count);
        }
        return instances;
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new CliException("the cluster can't say: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
