package dev.scopestream.client;

import dev.scopestream.client.HangingTransaction.End;
import dev.scopestream.client.OpenTransactions.Known;
import dev.scopestream.client.OpenTransactions.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds and ends transactions that hang (KIP-664). A coordinator passes over partitions that have no leader when it ends
 * a transaction (KAFKA-20734): when a broker that was killed begins anew, all partitions may be like that for a moment.
 *
 * <p>A partition is added to a transaction before it gets a record of it, and a transaction is complete only after all
 * its partitions have their markers. So one hangs that is open in a partition both before and after its coordinator said
 * that it will write no marker there.
 */
public final class HangingTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Admin admin;
    private final AdminCalls calls;
    private final OpenTransactions transactions;
    private final EndMarkers markers;

    /**
     * @param client properties of a Kafka client
     * @param timeout for each call to the cluster
     */
    public HangingTransactions(Admin admin, Map<String, Object> client, Duration timeout) {
        this.admin = admin;
        this.calls = new AdminCalls(timeout);
        this.transactions = new OpenTransactions(admin, calls);
        this.markers = new EndMarkers(client, timeout);
    }

    /**
     * What was found.
     *
     * @param ending transactions that are open and being ended by their coordinators
     * @param unseen partitions without a leader, which can't be asked
     */
    public record Found(List<HangingTransaction> hanging, int ending, Set<TopicPartition> unseen) {
        public Found {
            hanging = List.copyOf(hanging);
            unseen = Set.copyOf(unseen);
        }
    }

    /**
     * Looks into all partitions.
     *
     * @param idle only transactions whose latest record is at least so old
     * @throws TopicException when brokers don't answer or refuse, or a coordinator isn't there to be asked
     */
    public Found find(Duration idle) {
        if (!transactions.awaitCoordinators()) {
            return new Found(List.of(), 0, Set.of());
        }
        Map<Boolean, Set<TopicPartition>> partitions = transactions.partitions();
        List<Open> before = transactions.open(partitions.get(true), idle);
        Map<Long, Known> known = before.isEmpty() ? Map.of() : transactions.known(before);
        List<Open> suspects = before.stream()
                .filter(open -> latest(known, open)
                        .map(latest -> !latest.holds(open.partition()))
                        .orElse(true))
                .toList();
        List<Open> after = suspects.isEmpty()
                ? List.of()
                : transactions.open(suspects.stream().map(Open::partition).collect(Collectors.toSet()), idle);
        long ending = before.stream()
                .flatMap(open -> latest(known, open).stream())
                .filter(Known::isEnding)
                .count();
        return new Found(
                suspects.stream()
                        .filter(suspect -> after.stream().anyMatch(suspect::isSame))
                        .map(suspect -> hanging(suspect, latest(known, suspect)))
                        .toList(),
                (int) ending,
                partitions.get(false));
    }

    private static Optional<Known> latest(Map<Long, Known> known, Open open) {
        return Optional.ofNullable(known.get(open.producerId()));
    }

    private static HangingTransaction hanging(Open open, Optional<Known> latest) {
        ProducerState producer = open.producer();
        return new HangingTransaction(
                open.partition(),
                new HangingTransaction.Writer(
                        producer.producerId(),
                        (short) producer.producerEpoch(),
                        Math.max(0, producer.coordinatorEpoch().orElse(0))),
                producer.currentTransactionStartOffset().orElseThrow(),
                Instant.ofEpochMilli(producer.lastTimestamp()),
                latest.map(Known::id),
                latest.map(l -> l.description().state()).orElse(TransactionState.UNKNOWN),
                latest.filter(l -> l.hasCommitted(producer)).isPresent() ? End.COMMIT : End.ABORT);
    }

    /**
     * Ends them; each gets a line in the log. One that has ended meanwhile stays as it is.
     *
     * @throws TopicException when brokers don't answer or refuse; those before are ended
     */
    public void end(Collection<HangingTransaction> hanging) {
        for (HangingTransaction transaction : hanging) {
            HangingTransaction.Writer writer = transaction.writer();
            if (transaction.end() == End.COMMIT) {
                markers.commit(transactions.leader(transaction.partition()), transaction);
            } else {
                calls.getUnless(
                        InvalidProducerEpochException.class,
                        admin.abortTransaction(new AbortTransactionSpec(
                                        transaction.partition(),
                                        writer.id(),
                                        writer.epoch(),
                                        writer.coordinatorEpoch()))
                                .all(),
                        () -> "the cluster refused to end " + transaction);
            }
            LOG.warn("hanging transaction ended: {}", transaction);
        }
    }

    /**
     * Ends all that hang, and looks again while coordinators are ending others, which may hang afterwards.
     *
     * @param patience how long to look again
     * @return how many were ended
     * @throws TopicException as {@link #find} and {@link #end}
     */
    public int endAll(Duration patience) {
        long start = System.nanoTime();
        int ended = 0;
        while (true) {
            Found found = find(Duration.ZERO);
            end(found.hanging());
            ended += found.hanging().size();
            boolean over = System.nanoTime() - start > patience.toNanos()
                    || Thread.currentThread().isInterrupted();
            if (over || (found.hanging().isEmpty() && found.ending() == 0)) {
                return ended;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
