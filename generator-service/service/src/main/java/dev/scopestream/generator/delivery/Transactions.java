package dev.scopestream.generator.delivery;

import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.offsets.Prepared;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short transactions: final records and source offsets together (KIP-98, fenced by group membership after KIP-447).
 * Belongs to the delivery thread.
 */
@Singleton
final class Transactions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    /** How a transaction ended. */
    sealed interface Outcome {
        /**
         * Everything is committed.
         *
         * @param times of the records as they stand in their topics, epoch milliseconds
         * @param partitions that have the records
         */
        record Committed(List<Long> times, Set<TopicPartition> partitions) implements Outcome {}

        /**
         * Nothing is; it can be tried again.
         *
         * @param refusedBy partitions that didn't take a record
         */
        record Aborted(String reason, Set<TopicPartition> refusedBy) implements Outcome {}

        /** Nothing is: the condition on which it was to be committed didn't hold. */
        record Withdrawn() implements Outcome {}

        /** Nothing is, and never will: the record of this index is too large for its topic. */
        record TooLarge(int index, String reason) implements Outcome {}

        /**
         * The producer is of no use any more, and whether it committed isn't known: only the group's offsets tell, once
         * the next producer is open.
         *
         * @param times as of {@link Committed}; empty: some record wasn't stored, so nothing is committed
         * @param refusedBy as of {@link Aborted}
         */
        record Broken(String reason, Optional<List<Long>> times, Set<TopicPartition> refusedBy) implements Outcome {}
    }

    private static final int COMMIT_TRIES = 3;
    /** Transactional ids of an instance; each try of a partition that takes no marker may cost one. */
    private static final int IDS = 1024;
    /** Longer than partitions that have a leader need to take their markers. */
    private static final long ENDS_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final KafkaClients clients;
    private final TransactionEnds ends;
    private Producer<byte[], byte[]> producer;
    private int number;
    private OptionalLong failedNanos = OptionalLong.empty();

    Transactions(KafkaClients clients, TransactionEnds ends) {
        this.clients = clients;
        this.ends = ends;
    }

    /**
     * Makes the producer ready. What an earlier one of this instance left open is committed or aborted then. A
     * transaction that is decided, but a partition of which takes no marker, would keep all later ones of its
     * transactional id waiting: they get another id.
     *
     * @return what is wrong; null: nothing
     */
    String open() throws InterruptedException {
        if (failedNanos.isPresent()) {
            if (isPending()) {
                if (System.nanoTime() - failedNanos.getAsLong() < ENDS_NANOS) {
                    return "the transaction before hasn't ended yet";
                }
                closeNow();
                LOG.warn("transaction doesn't end, going on under another id: id={}", clients.transactionalId(number));
            }
            failedNanos = OptionalLong.empty();
        }
        return producer == null ? begin() : null;
    }

    private String begin() throws InterruptedException {
        for (int i = 1; i < IDS && isPending(); i++) {
            number = (number + 1) % IDS;
        }
        Producer<byte[], byte[]> fresh = clients.transactional(number);
        try {
            fresh.initTransactions();
            producer = fresh;
            return null;
        } catch (KafkaException e) {
            fresh.close(Duration.ZERO);
            failedNanos = OptionalLong.of(System.nanoTime());
            return e.toString();
        }
    }

    /** Whether the transaction before is decided, and hasn't ended. */
    private boolean isPending() throws InterruptedException {
        return !unmarked().isEmpty();
    }

    /** Partitions that haven't taken the marker of the transaction before, which is decided. */
    Set<TopicPartition> unmarked() throws InterruptedException {
        return ends.missing(clients.transactionalId(number));
    }

    /**
     * One transaction. The producer must be {@link #open}.
     *
     * @param condition on which it is committed; it's asked when all records are stored
     */
    Outcome commit(
            List<ProducerRecord<byte[], byte[]>> records, Prepared prepared, Optional<BooleanSupplier> condition) {
        List<SentRecord> sent = new ArrayList<>();
        pass(FaultPoint.BEFORE_TRANSACTION, records);
        try {
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                SentRecord one = new SentRecord(record.topic());
                sent.add(one);
                Future<RecordMetadata> unused = producer.send(record, one);
            }
            producer.sendOffsetsToTransaction(prepared.offsets(), prepared.group());
            pass(FaultPoint.IN_TRANSACTION, records);
            if (condition.isPresent()) {
                producer.flush();
                if (!condition.get().getAsBoolean()) {
                    producer.abortTransaction();
                    return new Outcome.Withdrawn();
                }
                pass(FaultPoint.BEFORE_COMMIT, records);
            }
            Outcome outcome = finish(sent);
            pass(FaultPoint.AFTER_TRANSACTION, records);
            return outcome;
        } catch (KafkaException | IllegalStateException e) {
            return abort(sent, e);
        }
    }

    private static void pass(FaultPoint point, List<ProducerRecord<byte[], byte[]>> records) {
        if (!records.isEmpty()) {
            point.pass();
        }
    }

    private Outcome finish(List<SentRecord> sent) {
        for (int i = 1; ; i++) {
            try {
                producer.commitTransaction();
                return new Outcome.Committed(
                        times(sent),
                        sent.stream().flatMap(one -> one.partition().stream()).collect(Collectors.toSet()));
            } catch (TimeoutException e) {
                if (i == COMMIT_TRIES) {
                    return broken(sent, e);
                }
                LOG.warn("commit timed out, trying again: try={}", i);
            }
        }
    }

    private Outcome abort(List<SentRecord> sent, RuntimeException cause) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            return broken(sent, cause);
        }
        for (int i = 0; i < sent.size(); i++) {
            if (sent.get(i).tooLarge()) {
                return new Outcome.TooLarge(i, sent.get(i).reason());
            }
        }
        if (cause instanceof RecordTooLargeException) {
            return new Outcome.TooLarge(sent.size() - 1, cause.getMessage());
        }
        failedNanos = OptionalLong.of(System.nanoTime());
        return new Outcome.Aborted(cause.toString(), refusedBy(sent));
    }

    private Outcome broken(List<SentRecord> sent, RuntimeException cause) {
        boolean stored = sent.stream().allMatch(SentRecord::stored);
        closeNow();
        failedNanos = OptionalLong.of(System.nanoTime());
        return new Outcome.Broken(
                cause.toString(), stored ? Optional.of(times(sent)) : Optional.empty(), refusedBy(sent));
    }

    private static Set<TopicPartition> refusedBy(List<SentRecord> sent) {
        return sent.stream().flatMap(one -> one.refusedBy().stream()).collect(Collectors.toSet());
    }

    private static List<Long> times(List<SentRecord> sent) {
        return sent.stream().map(SentRecord::time).toList();
    }

    private void closeNow() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
