package dev.scopestream.generator.delivery;

import dev.scopestream.generator.fault.FaultPoint;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.offsets.Prepared;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
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
         */
        record Committed(List<Long> times) implements Outcome {
            public Committed {
                times = List.copyOf(times);
            }
        }

        /** Nothing is; it can be tried again. */
        record Aborted(String reason) implements Outcome {}

        /** Nothing is, and never will: the record of this index is too large for its topic. */
        record TooLarge(int index, String reason) implements Outcome {}

        /**
         * The producer is of no use any more, and whether it committed isn't known: only the group's offsets tell, once
         * the next producer is open.
         *
         * @param times as of {@link Committed}; empty: some record wasn't stored, so nothing is committed
         */
        record Broken(String reason, Optional<List<Long>> times) implements Outcome {}
    }

    private static final int COMMIT_TRIES = 3;

    private final KafkaClients clients;
    private Producer<byte[], byte[]> producer;

    Transactions(KafkaClients clients) {
        this.clients = clients;
    }

    /**
     * Makes the producer ready. What an earlier one of this instance left open is committed or aborted then.
     *
     * @return what is wrong; null: nothing
     */
    String open() {
        if (producer != null) {
            return null;
        }
        Producer<byte[], byte[]> fresh = clients.transactional();
        try {
            fresh.initTransactions();
            producer = fresh;
            return null;
        } catch (KafkaException e) {
            fresh.close(Duration.ZERO);
            return e.toString();
        }
    }

    /** One transaction. The producer must be {@link #open}. */
    Outcome commit(List<ProducerRecord<byte[], byte[]>> records, Prepared prepared) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        pass(FaultPoint.BEFORE_TRANSACTION, records);
        try {
            producer.beginTransaction();
            for (ProducerRecord<byte[], byte[]> record : records) {
                sent.add(producer.send(record));
            }
            producer.sendOffsetsToTransaction(prepared.offsets(), prepared.group());
            pass(FaultPoint.IN_TRANSACTION, records);
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

    private Outcome finish(List<Future<RecordMetadata>> sent) {
        for (int i = 1; ; i++) {
            try {
                producer.commitTransaction();
                return new Outcome.Committed(
                        sent.stream().map(Transactions::time).toList());
            } catch (TimeoutException e) {
                if (i == COMMIT_TRIES) {
                    return broken(sent, e);
                }
                LOG.warn("commit timed out, trying again: try={}", i);
            }
        }
    }

    private Outcome abort(List<Future<RecordMetadata>> sent, RuntimeException cause) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            return broken(sent, cause);
        }
        for (int i = 0; i < sent.size(); i++) {
            Throwable failure = failure(sent.get(i));
            if (failure instanceof RecordTooLargeException) {
                return new Outcome.TooLarge(i, failure.getMessage());
            }
        }
        return cause instanceof RecordTooLargeException
                ? new Outcome.TooLarge(sent.size(), cause.getMessage())
                : new Outcome.Aborted(cause.toString());
    }

    private Outcome broken(List<Future<RecordMetadata>> sent, RuntimeException cause) {
        boolean stored = sent.stream().allMatch(future -> future.isDone() && failure(future) == null);
        producer.close(Duration.ZERO);
        producer = null;
        return new Outcome.Broken(
                cause.toString(),
                stored ? Optional.of(sent.stream().map(Transactions::time).toList()) : Optional.empty());
    }

    /** Time of a record whose transaction is committed: all its sends are done. */
    private static long time(Future<RecordMetadata> future) {
        try {
            return future.get().timestamp();
        } catch (ExecutionException e) {
            LOG.error("record not stored, though its transaction is committed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return System.currentTimeMillis();
    }

    private static Throwable failure(Future<RecordMetadata> future) {
        try {
            if (future.isDone()) {
                future.get();
            }
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
