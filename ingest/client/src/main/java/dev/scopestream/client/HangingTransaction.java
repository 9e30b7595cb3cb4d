package dev.scopestream.client;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open in a partition and that no coordinator will end there: readers of committed records see
 * nothing beyond its first offset, and a group whose offsets it holds gets none of them.
 *
 * @param writer who wrote it, as the partition knows it
 * @param firstOffset of its records in the partition
 * @param lastWrite time of its latest record
 * @param transactionalId of its producer; empty: no coordinator knows the producer
 * @param state of that id's latest transaction; {@link TransactionState#UNKNOWN} where there is none
 * @param end what is right for it
 */
public record HangingTransaction(
        TopicPartition partition,
        Writer writer,
        long firstOffset,
        Instant lastWrite,
        Optional<String> transactionalId,
        TransactionState state,
        End end) {
    /**
     * A producer's state in a partition.
     *
     * @param coordinatorEpoch of the latest marker; 0 where there was none
     */
    public record Writer(long id, short epoch, int coordinatorEpoch) {}

    /** How it ends. */
    public enum End {
        /** Its coordinator has decided that it's committed, and has forgotten this partition. */
        COMMIT,
        /** Nobody has decided that it's committed. */
        ABORT
    }

    @Override
    public String toString() {
        return partition + ": producer " + writer.id + " epoch " + writer.epoch + ", from offset " + firstOffset
                + ", last write " + lastWrite + ", "
                + transactionalId
                        .map(id -> "its coordinator has " + id + " as " + state)
                        .orElse("no coordinator knows it")
                + ": " + end;
    }
}
