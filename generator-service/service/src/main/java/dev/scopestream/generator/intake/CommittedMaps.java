package dev.scopestream.generator.intake;

import dev.scopestream.generator.metrics.PartitionMetrics;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads back committed offset maps. A map counts only for the log that it was written for: the topic has the same id, and
 * the log has all records up to the map's end, by their leader epoch (KIP-320). Confined to the poll thread.
 */
final class CommittedMaps {
    private static final Logger LOG = LoggerFactory.getLogger(CommittedMaps.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Consumer<byte[], byte[]> consumer;
    private final AssignedPartitions assigned;
    private final LostPartitions lost;
    private final PartitionMetrics metrics;

    CommittedMaps(
            Consumer<byte[], byte[]> consumer,
            AssignedPartitions assigned,
            LostPartitions lost,
            PartitionMetrics metrics) {
        this.consumer = consumer;
        this.assigned = assigned;
        this.lost = lost;
        this.metrics = metrics;
    }

    /**
     * Gives a partition its map and the consumer its position, or adds it to the lost ones.
     *
     * @param committed empty: the group's first start, or its offsets are gone (expired, deleted, lost by their broker)
     * @param topic the topic's id
     * @throws org.apache.kafka.common.errors.TimeoutException when the log's offsets aren't known in time
     */
    void restore(TopicPartition partition, Optional<OffsetAndMetadata> committed, Uuid topic) {
        if (committed.isEmpty()) {
            lost.add(partition, topic, beginning(partition), false);
            return;
        }
        long offset = committed.get().offset();
        Decoded decoded = OffsetMapCodec.decode(offset, committed.get().metadata());
        if (decoded instanceof Decoded.Known known) {
            restore(partition, known.map(), committed.get().leaderEpoch(), topic);
        } else if (decoded instanceof Decoded.Unreadable unreadable) {
            metrics.fallback();
            LOG.warn(
                    "offset map lost, asking the results: partition={} offset={} metadata {}",
                    partition,
                    offset,
                    unreadable.reason());
            lost.add(partition, topic, offset, true);
        } else {
            start(partition, OffsetMap.at(offset), topic);
        }
    }

    private void restore(TopicPartition partition, OffsetMap map, Optional<Integer> leaderEpoch, Uuid topic) {
        if (!map.log().topic().equals(Uuid.ZERO_UUID) && !map.log().topic().equals(topic)) {
            metrics.rewound();
            LOG.warn(
                    "offsets are of an earlier topic, asking the results: partition={} offset={} topic id {}, now {}",
                    partition,
                    map.committable(),
                    map.log().topic(),
                    topic);
            lost.add(partition, topic, beginning(partition), true);
            return;
        }
        OptionalLong end = divergence(partition, map.end(), leaderEpoch);
        if (end.isPresent()) {
            metrics.rewound();
            LOG.warn(
                    "log lost its end, asking the results: partition={} committed={} end={}, now {}",
                    partition,
                    map.committable(),
                    map.end(),
                    end.getAsLong());
            lost.add(partition, topic, Math.min(map.committable(), end.getAsLong()), true);
            return;
        }
        map.leaderEpoch(leaderEpoch);
        start(partition, map, topic);
    }

    private void start(TopicPartition partition, OffsetMap map, Uuid topic) {
        map.topic(topic);
        consumer.seek(partition, map.committable());
        assigned.assign(partition, map);
    }

    private long beginning(TopicPartition partition) {
        return consumer.beginningOffsets(Set.of(partition), PATIENCE).get(partition);
    }

    /**
     * The offset from which on the log isn't the one whose records up to {@code end} were delivered; empty: it has them
     * all. The consumer compares epochs when it's given a position with one, and moves back where they differ.
     */
    private OptionalLong divergence(TopicPartition partition, long end, Optional<Integer> leaderEpoch) {
        long last = consumer.endOffsets(Set.of(partition), PATIENCE).get(partition);
        if (last < end) {
            return OptionalLong.of(last);
        }
        if (leaderEpoch.isEmpty()) {
            return OptionalLong.empty();
        }
        consumer.seek(partition, new OffsetAndMetadata(end, leaderEpoch, ""));
        long valid = consumer.position(partition, PATIENCE);
        return valid < end ? OptionalLong.of(valid) : OptionalLong.empty();
    }
}
