package dev.scopestream.generator.intake;

import dev.scopestream.generator.kafka.TopicShape;
import dev.scopestream.generator.kafka.TopicWatch;
import dev.scopestream.generator.offsets.AssignedPartitions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    /** How long after its timeout a transaction may be open still: brokers look every 10 s. */
    private static final Duration MARGIN = Duration.ofSeconds(20);

    private final Consumer<byte[], byte[]> consumer;
    private final AssignedPartitions assigned;
    private final PartitionRecovery recovery;
    private final PartitionRelease release;
    private final TopicWatch topic;
    private final LostPartitions lost;
    private final CommittedMaps maps;
    private final Optional<CommittedPointers> pointers;
    private final PassedOver passed = new PassedOver();
    private final Duration patience;
    /** Partitions whose committed offset isn't known yet. */
    private final Set<TopicPartition> fresh = new HashSet<>();
    /** Partitions whose former owner may have delivered results that aren't known yet. */
    private final Map<TopicPartition, CompletableFuture<Void>> uncaught = new HashMap<>();

    private long assignedNanos;
    /** When the group's offsets were asked for in vain first; null: they weren't since they were known. */
    private Long waitingNanos;

    /** The topic that partitions were assigned of; null: none was yet. */
    private TopicShape shape;

    Assignments(
            Consumer<byte[], byte[]> consumer,
            AssignedPartitions assigned,
            PartitionRecovery recovery,
            PartitionRelease release,
            TopicWatch topic,
            Duration transactionTimeout) {
        this.patience = transactionTimeout.plus(MARGIN);
        this.consumer = consumer;
        this.assigned = assigned;
        this.recovery = recovery;
        this.release = release;
        this.topic = topic;
        this.lost = new LostPartitions(consumer, assigned, recovery::finished, recovery.metrics());
        this.maps = new CommittedMaps(consumer, assigned, lost, recovery.metrics());
        this.pointers = recovery.pointers().map(table -> new CommittedPointers(consumer, table));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        consumer.pause(partitions);
        fresh.addAll(partitions);
        assignedNanos = System.nanoTime();
        if (!partitions.isEmpty()) {
            LOG.info("partitions assigned: {}", partitions);
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            LOG.info("partitions revoked: {}", partitions);
            release.giveUp(partitions);
            pointers.ifPresent(committed -> committed.commit(partitions));
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
        lost.remove(partitions);
        passed.remove(partitions);
        partitions.forEach(uncaught::remove);
        pointers.ifPresent(committed -> committed.remove(partitions));
        release.forgetUnowned();
    }

    PassedOver passed() {
        return passed;
    }

    LostPartitions lost() {
        return lost;
    }

    /** Whether this partition has no map yet, or its former owner's results aren't known yet. */
    boolean pending(TopicPartition partition) {
        return fresh.contains(partition) || lost.pending(partition) || uncaught.containsKey(partition);
    }

    /** Whether the topic was made anew since partitions were assigned: nothing of this membership holds any more. */
    boolean topicReplaced() {
        return shape != null
                && topic.latest().map(now -> !now.id().equals(shape.id())).orElse(false);
    }

    /**
     * What new partitions wait for, longer than a transaction may take; null: for nothing. An open transaction that holds
     * offsets of the group keeps all of a partition's from us (KIP-447), and is ended within its timeout by its coordinator.
     */
    String waiting() {
        if (waitingNanos == null || System.nanoTime() - waitingNanos < patience.toNanos()) {
            return null;
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - waitingNanos);
        return "the group's offsets of "
                + fresh.stream().map(TopicPartition::toString).sorted().toList()
                + " aren't known for " + seconds + " s: is a transaction open that holds some and that nobody ends? See"
                + " 'scopestream topics hanging'";
    }

    /** Reads back the maps of new partitions, as far as that is possible now. */
    void settle() {
        Optional<TopicShape> now = fresh.isEmpty() ? Optional.empty() : topic.since(assignedNanos);
        if (now.isPresent()) {
            shape = now.get();
            try {
                Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(fresh), PATIENCE);
                pointers.ifPresent(saved -> saved.restore(Set.copyOf(fresh), shape.id()));
                for (TopicPartition partition : Set.copyOf(fresh)) {
                    uncaught.put(partition, recovery.caughtUp());
                    maps.restore(partition, Optional.ofNullable(committed.get(partition)), shape.id());
                    fresh.remove(partition);
                }
            } catch (TimeoutException e) {
                LOG.info("committed offsets not known yet: partitions={}", fresh);
                waitingNanos = waitingNanos == null ? System.nanoTime() : waitingNanos;
            }
        }
        if (fresh.isEmpty()) {
            waitingNanos = null;
        }
        pointers.ifPresent(CommittedPointers::commit);
        lost.settle();
        uncaught.values().removeIf(CompletableFuture::isDone);
    }

    /**
     * A record was delivered at an offset that was passed before: the log lost its end, by an unclean election for
     * instance. What is in flight isn't there any more, or is another prompt.
     */
    void rewound(TopicPartition partition, long offset) {
        long from = Math.min(offset, assigned.committable(partition).orElse(offset));
        LOG.warn("log went back, asking the results: partition={} offset={} from={}", partition, offset, from);
        recovery.metrics().rewound();
        assigned.remove(Set.of(partition));
        passed.remove(Set.of(partition));
        release.forgetUnowned();
        lost.add(partition, shape.id(), from, true);
    }
}
