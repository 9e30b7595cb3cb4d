package dev.scopestream.generator.delivery;

import dev.scopestream.generator.kafka.SharedAdmin;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Whether a transaction that is decided has ended: each of its partitions must take a marker first. */
@Singleton
class TransactionEnds {
    private static final int PATIENCE_MILLIS = 2000;
    private static final Set<TransactionState> DECIDED = Set.of(
            TransactionState.PREPARE_ABORT, TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_EPOCH_FENCE);

    private final SharedAdmin admin;

    TransactionEnds(SharedAdmin admin) {
        this.admin = admin;
    }

    /** Partitions of the latest transaction, if that is decided, that lack its marker; none where nobody tells. */
    Set<TopicPartition> missing(String transactionalId) throws InterruptedException {
        try {
            TransactionDescription found = admin.get()
                    .describeTransactions(
                            List.of(transactionalId), new DescribeTransactionsOptions().timeoutMs(PATIENCE_MILLIS))
                    .description(transactionalId)
                    .get(PATIENCE_MILLIS + 500L, TimeUnit.MILLISECONDS);
            return DECIDED.contains(found.state()) ? found.topicPartitions() : Set.of();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return Set.of();
        }
    }
}
