package dev.scopestream.generator.delivery;

import dev.scopestream.generator.delivery.Transactions.Outcome;
import dev.scopestream.generator.metrics.DeliveryMetrics;
import dev.scopestream.generator.offsets.AssignedPartitions;
import dev.scopestream.generator.offsets.Prepared;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.PollSignals;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a batch into a transaction, again and again until it's committed or nothing of it is ours any more. What is ours
 * is asked anew before each try. Belongs to the delivery thread.
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
    private final PollSignals signals;
    private volatile String trouble;

    Committer(InstanceState state, Transactions transactions, ChunkWriter chunks, DeliveryMetrics metrics) {
        this.assigned = state.assigned();
        this.signals = state.signals();
        this.transactions = transactions;
        this.chunks = chunks;
        this.metrics = metrics;
    }

    /** Why nothing can be committed at the moment; null when it can. */
    String trouble() {
        return trouble;
    }

    /** One try. False: to be tried again. */
    boolean commit(TransactionBatch batch) throws InterruptedException {
        Prepared prepared = assigned.prepare(batch.changes());
        batch.keep(prepared.changes());
        if (prepared.offsets().isEmpty()) {
            trouble = null;
            return true;
        }
        trouble = obstacle(batch, prepared);
        return trouble == null && conclude(batch, prepared);
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

    private boolean conclude(TransactionBatch batch, Prepared prepared) {
        long start = System.nanoTime();
        Outcome outcome = transactions.commit(batch.records(), prepared);
        if (outcome instanceof Outcome.Committed committed) {
            assigned.applied(prepared);
            batch.committed(committed.times());
            metrics.committed(prepared, batch.finals(), System.nanoTime() - start);
            return true;
        }
        metrics.aborted();
        if (outcome instanceof Outcome.TooLarge tooLarge) {
            LOG.warn("record too large, dead letter instead: reason={}", tooLarge.reason());
            batch.shrink(tooLarge.index(), tooLarge.reason());
        } else if (outcome instanceof Outcome.Broken broken) {
            LOG.warn("producer broken, joining anew: reason={}", broken.reason());
            trouble = broken.reason();
            assigned.quit();
            signals.rejoin();
        } else if (outcome instanceof Outcome.Aborted aborted) {
            LOG.warn("transaction aborted, trying again: reason={}", aborted.reason());
            trouble = aborted.reason();
        }
        return false;
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
