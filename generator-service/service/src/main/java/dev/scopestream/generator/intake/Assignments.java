package dev.scopestream.generator.intake;

import dev.scopestream.generator.ids.FinishedIdsFollower;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that one consumer is assigned. A new partition stays paused until its offset map is read; without a
 * map, until {@link FinishedTail} has found the finished prompts. It also waits until {@link FinishedIdsFollower} has
 * read all results so far. Confined to the poll thread.
 */
final class Assignments implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** A partition without a map: see {@link PartitionRecovery#rebuild}. */
    private record Lost(long from, boolean started, CompletableFuture<Collection<Long>> finished) {}

    private final Consumer<byte[], byte[]> consumer;
    private final AssignedPartitions assigned;
    private final PartitionRecovery recovery;
    private final PartitionRelease release;
    /** Partitions whose committed offset isn't known yet. */
    private final Set<TopicPartition> fresh = new HashSet<>();

    private final Map<TopicPartition, Lost> lost = new HashMap<>();
    /** Partitions whose former owner may have delivered results that aren't known yet. */
    private final Map<TopicPartition, CompletableFuture<Void>> uncaught = new HashMap<>();

    Assignments(
            Consumer<byte[], byte[]> consumer,
            AssignedPartitions assigned,
            PartitionRecovery recovery,
            PartitionRelease release) {
        this.consumer = consumer;
        this.assigned = assigned;
        this.recovery = recovery;
        this.release = release;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        fresh.addAll(partitions);
        if (!partitions.isEmpty()) {
            LOG.info("partitions assigned: {}", partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            LOG.info("partitions revoked: {}", partitions);
            release.giveUp(partitions);
            remove(partitions);
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warn("partitions lost: {}", partitions);
        remove(partitions);
    }

    private void remove(Collection<TopicPartition> partitions) {
        recovery.metrics().revoked(partitions.size());
        assigned.remove(partitions);
        fresh.removeAll(partitions);
        partitions.forEach(lost::remove);
        partitions.forEach(uncaught::remove);
        release.forgetUnowned();
    }

    /** Whether this partition has no map yet, or its former owner's results aren't known yet. */
    boolean pending(TopicPartition partition) {
        return fresh.contains(partition) || lost.containsKey(partition) || uncaught.containsKey(partition);
    }

    /** Reads back the maps of new partitions, as far as that is possible now. */
    void settle() {
        if (!fresh.isEmpty()) {
            try {
                Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(fresh), PATIENCE);
                Set.copyOf(fresh).forEach(partition -> restore(partition, committed.get(partition)));
            } catch (TimeoutException e) {
                LOG.info("committed offsets not known yet: partitions={}", fresh);
            }
        }
        if (!lost.isEmpty()) {
            lost.entrySet().removeIf(entry -> recovered(entry.getKey(), entry.getValue()));
        }
        uncaught.values().removeIf(CompletableFuture::isDone);
    }

    private void restore(TopicPartition partition, OffsetAndMetadata committed) {
        uncaught.put(partition, recovery.caughtUp());
        if (committed == null) {
            // the group's first start, or its offsets are gone: expired, deleted, or lost by their broker
            long position = consumer.position(partition, PATIENCE);
            fresh.remove(partition);
            lost.put(partition, new Lost(position, false, recovery.finished(partition, position)));
            return;
        }
        fresh.remove(partition);
        consumer.seek(partition, committed.offset());
        Decoded decoded = OffsetMapCodec.decode(committed.offset(), committed.metadata());
        if (decoded instanceof Decoded.Known known) {
            assigned.assign(partition, known.map());
        } else if (decoded instanceof Decoded.Unreadable unreadable) {
            recovery.metrics().fallback();
            LOG.warn(
                    "offset map lost, asking the results: partition={} offset={} metadata {}",
                    partition,
                    committed.offset(),
                    unreadable.reason());
            lost.put(partition, new Lost(committed.offset(), true, recovery.finished(partition, committed.offset())));
        } else {
            assigned.assign(partition, OffsetMap.at(committed.offset()));
        }
    }

    private boolean recovered(TopicPartition partition, Lost state) {
        if (!state.finished.isDone()) {
            return false;
        }
        if (state.finished.isCompletedExceptionally()) {
            LOG.warn("results can't be read, trying again: partition={}", partition);
            fresh.add(partition);
            return true;
        }
        OffsetMap map = recovery.rebuild(state.from, state.started, state.finished.join());
        consumer.seek(partition, map.committable());
        assigned.assign(partition, map);
        return true;
    }
}
