package dev.scopestream.generator.intake;

import dev.scopestream.generator.ids.ResultsWatch;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Ledger;
import dev.scopestream.generator.offsets.OffsetMap;
import dev.scopestream.generator.offsets.OffsetMapCodec;
import dev.scopestream.generator.offsets.OffsetMapCodec.Decoded;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions come and go. A new one stays paused until its offset map is read back; where there is none, until
 * {@link FinishedTail} has told which of its prompts are finished; and in any case until {@link ResultsWatch} knows all
 * results so far. Belongs to the poll thread.
 */
final class Assignments implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** After the loss of a map attempts count from the seconds since then: higher than any count before. */
    private static final Instant ATTEMPTS_EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    /**
     * @param from where the group stands, as far as anybody knows
     * @param started whether prompts from there on may have been started before
     */
    private record Lost(long from, boolean started, CompletableFuture<Collection<Long>> finished) {}

    private final org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer;
    private final Ledger ledger;
    private final FinishedTail tail;
    private final ResultsWatch results;
    private final GeneratorMetrics metrics;
    private final Consumer<Collection<TopicPartition>> giveUp;
    private final Runnable forget;
    private final Set<TopicPartition> fresh = new HashSet<>();
    private final Map<TopicPartition, Lost> lost = new HashMap<>();
    private final Map<TopicPartition, CompletableFuture<Void>> uncaught = new HashMap<>();

    /**
     * @param giveUp records that the running requests of partitions are given up in order, within a short time
     * @param forget drops whatever belongs to partitions that aren't ours any more
     */
    Assignments(
            org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer,
            Ledger ledger,
            FinishedTail tail,
            ResultsWatch results,
            GeneratorMetrics metrics,
            Consumer<Collection<TopicPartition>> giveUp,
            Runnable forget) {
        this.consumer = consumer;
        this.ledger = ledger;
        this.tail = tail;
        this.results = results;
        this.metrics = metrics;
        this.giveUp = giveUp;
        this.forget = forget;
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
            giveUp.accept(partitions);
            remove(partitions);
        }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warn("partitions lost: {}", partitions);
        remove(partitions);
    }

    private void remove(Collection<TopicPartition> partitions) {
        metrics.revoked(partitions.size());
        ledger.remove(partitions);
        fresh.removeAll(partitions);
        partitions.forEach(lost::remove);
        partitions.forEach(uncaught::remove);
        forget.run();
    }

    /** Whether this partition has no map yet, or what its former owner delivered isn't known yet. */
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
        uncaught.put(partition, results.caughtUp());
        if (committed == null) {
            // the group's first start, or its offsets are gone: expired, deleted, or lost by their broker
            long position = consumer.position(partition, PATIENCE);
            fresh.remove(partition);
            lost.put(partition, new Lost(position, false, tail.finished(partition, position)));
            return;
        }
        fresh.remove(partition);
        consumer.seek(partition, committed.offset());
        Decoded decoded = OffsetMapCodec.decode(committed.offset(), committed.metadata());
        if (decoded instanceof Decoded.Known known) {
            ledger.assign(partition, known.map());
        } else if (decoded instanceof Decoded.Unreadable unreadable) {
            metrics.fallback();
            LOG.warn(
                    "offset map lost, asking the results: partition={} offset={} metadata {}",
                    partition,
                    committed.offset(),
                    unreadable.reason());
            lost.put(partition, new Lost(committed.offset(), true, tail.finished(partition, committed.offset())));
        } else {
            ledger.assign(partition, OffsetMap.at(committed.offset()));
        }
    }

    private static int attemptBase() {
        return Math.toIntExact(Math.max(0, Instant.now().getEpochSecond() - ATTEMPTS_EPOCH.getEpochSecond()));
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
        Collection<Long> finished = state.finished.join();
        long from = state.from;
        while (finished.contains(from)) {
            from++;
        }
        consumer.seek(partition, from);
        OffsetMap map = OffsetMap.at(from, state.started || !finished.isEmpty() ? attemptBase() : 0);
        finished.forEach(offset -> {
            map.completedElsewhere(offset);
            metrics.duplicate();
        });
        ledger.assign(partition, map);
        return true;
    }
}
