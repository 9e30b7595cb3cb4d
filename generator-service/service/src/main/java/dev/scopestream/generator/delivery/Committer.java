package dev.scopestream.generator.delivery;

import dev.scopestream.generator.delivery.Transactions.Outcome;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Ledger;
import dev.scopestream.generator.offsets.Prepared;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a batch into a transaction, again and again until it's committed or nothing of it is ours any more. What is ours
 * is asked anew before each try. Belongs to the delivery thread.
 */
final class Committer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    private final Ledger ledger;
    private final Transactions transactions;
    private final ChunkWriter chunks;
    private final GeneratorMetrics metrics;
    private final Runnable rejoin;
    private volatile String trouble;

    Committer(Ledger ledger, Transactions transactions, ChunkWriter chunks, GeneratorMetrics metrics, Runnable rejoin) {
        this.ledger = ledger;
        this.transactions = transactions;
        this.chunks = chunks;
        this.metrics = metrics;
        this.rejoin = rejoin;
    }

    /** Why nothing can be committed at the moment; null when it can. */
    String trouble() {
        return trouble;
    }

    /** One try. False: to be tried again. */
    boolean commit(Batch batch) throws InterruptedException {
        Prepared prepared = ledger.prepare(batch.changes());
        batch.keep(prepared.changes());
        if (prepared.offsets().isEmpty()) {
            trouble = null;
            return true;
        }
        trouble = obstacle(batch, prepared);
        return trouble == null && conclude(batch, prepared);
    }

    private String obstacle(Batch batch, Prepared prepared) throws InterruptedException {
        if (prepared.group() == null) {
            return "not a member of the group at the moment";
        }
        String producer = transactions.open();
        if (producer != null) {
            return producer;
        }
        return batch.finals().isEmpty() || chunks.settle() ? null : "chunks can't be stored";
    }

    private boolean conclude(Batch batch, Prepared prepared) {
        long start = System.nanoTime();
        Outcome outcome = transactions.commit(batch.records(), prepared);
        if (outcome instanceof Outcome.Committed) {
            ledger.applied(prepared);
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
            ledger.leave();
            rejoin.run();
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
