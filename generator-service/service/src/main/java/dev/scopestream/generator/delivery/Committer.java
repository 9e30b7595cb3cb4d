package dev.scopestream.generator.delivery;

import dev.scopestream.generator.delivery.Transactions.Outcome;
import dev.scopestream.generator.metrics.DeliveryMetrics;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.Prepared;
import dev.scopestream.generator.state.InstanceState;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a batch into a transaction, again and again until it's committed or nothing of it is ours any more. What is ours
 * is asked anew before each try. Where the producer doesn't know whether it committed, the group's offsets tell before
 * the next try, and everything that runs goes on. Belongs to the delivery thread.
 */
@Singleton
final class Committer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final AssignedPartitions assigned;
    private final Transactions transactions;
    private final ChunkWriter chunks;
    private final DeliveryMetrics metrics;
    private final GroupOffsets offsets;
    private final Outages outages;
    private final UnservedModels unserved;
    private Doubt doubt;
    private volatile String trouble;

    /** A transaction that may be committed. */
    private record Doubt(TransactionBatch batch, Prepared prepared, List<Long> times, long startNanos) {}

    Committer(
            InstanceState state,
            Transactions transactions,
            GroupOffsets offsets,
            Outages outages,
            UnservedModels unserved,
            ChunkWriter chunks,
            DeliveryMetrics metrics) {
        this.assigned = state.assigned();
        this.transactions = transactions;
        this.offsets = offsets;
        this.outages = outages;
        this.unserved = unserved;
        this.chunks = chunks;
        this.metrics = metrics;
    }

    /** Why nothing can be committed at the moment; null when it can. */
    String trouble() {
        return trouble;
    }

    /** Whether it is known that the last batch isn't committed, when it wasn't. */
    boolean isCertain() {
        return doubt == null;
    }

    /** One try. False: to be tried again. */
    boolean commit(TransactionBatch batch) throws InterruptedException {
        trouble = doubt == null ? null : transactions.open();
        if (trouble != null) {
            return false;
        }
        try {
            if (doubt != null && doubt.batch == batch && wasCommitted()) {
                return true;
            }
        } catch (KafkaException e) {
            trouble = e.getMessage();
            return false;
        }
        Prepared prepared = assigned.prepare(batch.changes());
        batch.keep(prepared.changes());
        if (prepared.offsets().isEmpty()) {
            return true;
        }
        trouble = obstacle(batch, prepared);
        return trouble == null && conclude(batch, prepared);
    }

    private boolean wasCommitted() throws InterruptedException {
        boolean committed = offsets.are(assigned.expected(doubt.prepared));
        LOG.info(
                "doubt resolved: committed={} changes={}",
                committed,
                doubt.prepared.changes().size());
        if (committed) {
            assigned.applied(doubt.prepared);
            doubt.batch.committed(doubt.times);
            metrics.committed(doubt.prepared, doubt.batch.finals(), System.nanoTime() - doubt.startNanos);
        }
        doubt = null;
        return committed;
    }

    private String obstacle(TransactionBatch batch, Prepared prepared) throws InterruptedException {
        if (prepared.group() == null) {
            return "not a member of the group at the moment";
        }
        String producer = transactions.open();
        if (producer != null) {
            return producer;
        }
        return batch.finals().isEmpty() || chunks.settle() ? null : "chunks can't be stored";
    }

    private boolean conclude(TransactionBatch batch, Prepared prepared) throws InterruptedException {
        long start = System.nanoTime();
        Outcome outcome = transactions.commit(
                batch.records().stream().map(this::placed).toList(), prepared, unserved.condition(batch));
        if (outcome instanceof Outcome.Committed committed) {
            assigned.applied(prepared);
            batch.committed(committed.times());
            outages.stored(committed.partitions());
            metrics.committed(prepared, batch.finals(), System.nanoTime() - start);
            return true;
        }
        metrics.aborted();
        if (outcome instanceof Outcome.TooLarge tooLarge) {
            LOG.warn("record too large, dead letter instead: reason={}", tooLarge.reason());
            batch.shrink(tooLarge.index(), tooLarge.reason());
        } else if (outcome instanceof Outcome.Broken broken) {
            LOG.warn("producer broken, asking the group's offsets: reason={}", broken.reason());
            trouble = broken.reason();
            doubt = broken.times()
                    .map(times -> new Doubt(batch, prepared, times, start))
                    .orElse(null);
            refused(broken.refusedBy());
        } else if (outcome instanceof Outcome.Aborted aborted) {
            LOG.warn("transaction aborted, trying again: reason={}", aborted.reason());
            trouble = aborted.reason();
            refused(aborted.refusedBy());
        } else if (outcome instanceof Outcome.Withdrawn) {
            LOG.info("a model's group has begun, its prompts are left to it");
        }
        return false;
    }

    /** A record without key goes where it can be stored. */
    private ProducerRecord<byte[], byte[]> placed(ProducerRecord<byte[], byte[]> record) {
        Optional<Integer> instead = record.key() == null ? outages.instead(record.topic()) : Optional.empty();
        return instead.map(partition ->
                        new ProducerRecord<>(record.topic(), partition, record.key(), record.value(), record.headers()))
                .orElse(record);
    }

    /** What they are at fault for: the transaction's end may be missing, too, or only that of the one before. */
    private void refused(Set<TopicPartition> partitions) throws InterruptedException {
        if (!partitions.isEmpty()) {
            outages.failed(partitions, transactions.unmarked());
        }
    }

    /** Waits before a further try, longer the more there were. */
    static void pause(int tries) throws InterruptedException {
        Thread.sleep(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries, 8)));
    }

    @Override
    public void close() {
        transactions.close();
        chunks.close();
    }
}
