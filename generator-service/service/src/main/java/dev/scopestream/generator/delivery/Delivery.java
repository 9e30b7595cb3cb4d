package dev.scopestream.generator.delivery;

import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.decode.DecodeLoop;
import dev.scopestream.generator.intake.Backlog;
import dev.scopestream.generator.intake.Held;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.offsets.Claim;
import dev.scopestream.generator.offsets.Ledger;
import dev.scopestream.generator.offsets.Prepared;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delivery thread. Chunks go out as they come. Final records, dead letters and the starts of attempts share
 * transactions with the source offsets, as many as have gathered while the one before was under way. An attempt is
 * recorded before it begins, so a prompt that kills the process leaves a trace.
 *
 * <p>A result becomes visible only after all chunks of its attempt are stored.
 */
public final class Delivery implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final long IDLE_MILLIS = 100;
    private static final long RETRY_MILLIS = 100;

    private final Inbox inbox;
    private final Ledger ledger;
    private final StartGate gate;
    private final Held held;
    private final DecodeLoop decode;
    private final Transactions transactions;
    private final ChunkWriter chunks;
    private final Records records;
    private final GeneratorMetrics metrics;
    private final Runnable rejoin;
    private final int most;
    private volatile boolean stopping;
    private volatile boolean draining;
    private volatile String trouble;

    /**
     * @param limit prompts that the engine is given at a time
     * @param most results that share a transaction
     * @param rejoin makes this instance a new member of the group
     */
    public static Delivery create(
            Inbox inbox,
            Ledger ledger,
            Backlog backlog,
            Held held,
            DecodeLoop decode,
            Supplier<Producer<byte[], byte[]>> producers,
            Producer<byte[], byte[]> chunkProducer,
            TopicOptions topics,
            String worker,
            GeneratorMetrics metrics,
            Runnable rejoin,
            int limit,
            int most) {
        return new Delivery(
                inbox,
                ledger,
                new StartGate(backlog, limit),
                held,
                decode,
                new Transactions(producers),
                new ChunkWriter(chunkProducer, topics.chunks()),
                new Records(topics, worker),
                metrics,
                rejoin,
                most);
    }

    private Delivery(
            Inbox inbox,
            Ledger ledger,
            StartGate gate,
            Held held,
            DecodeLoop decode,
            Transactions transactions,
            ChunkWriter chunks,
            Records records,
            GeneratorMetrics metrics,
            Runnable rejoin,
            int most) {
        this.inbox = inbox;
        this.ledger = ledger;
        this.gate = gate;
        this.held = held;
        this.decode = decode;
        this.transactions = transactions;
        this.chunks = chunks;
        this.records = records;
        this.metrics = metrics;
        this.rejoin = rejoin;
        this.most = most;
    }

    /** Starts nothing more. */
    public void drain() {
        draining = true;
        inbox.wake();
    }

    /** Delivers what it has been handed, then {@link #run} returns; what can't be delivered is given up. */
    public void stop() {
        stopping = true;
        inbox.wake();
    }

    /** See {@link Item.GiveUp}. */
    public CompletableFuture<Void> giveUp(Collection<TopicPartition> partitions) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        inbox.put(new Item.GiveUp(List.copyOf(partitions), done));
        return done;
    }

    /** Why nothing can be delivered at the moment; null when it can. */
    public String trouble() {
        return trouble;
    }

    @Override
    public void run() {
        try {
            while (!stopping || !inbox.isEmpty()) {
                round(inbox.take(most, IDLE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            transactions.close();
            chunks.close();
        }
    }

    private void round(List<Item> items) throws InterruptedException {
        Batch batch = new Batch(records);
        for (Item item : items) {
            if (item instanceof Item.Chunk chunk) {
                if (ledger.owns(chunk.claim())) {
                    chunks.write(chunk.event());
                    metrics.chunk();
                }
            } else if (item instanceof Item.Final last) {
                batch.add(last);
            } else if (item instanceof Item.Dropped dropped) {
                gate.ended(dropped.claim());
            } else if (item instanceof Item.GiveUp giveUp) {
                batch.add(giveUp);
            }
        }
        batch.finals().forEach(last -> gate.ended(last.claim()));
        batch.giveUp(gate.started());
        if (draining) {
            gate.close();
        }
        for (var work = gate.next(); work.isPresent(); work = gate.next()) {
            batch.start(work.get());
        }
        deliver(batch);
        batch.done();
    }

    private void deliver(Batch batch) throws InterruptedException {
        for (int failures = 0; ; failures++) {
            if (failures > 0) {
                metrics.aborted();
                if (stopping && failures > 3) {
                    LOG.warn(
                            "given up undelivered: finals={} reason={}",
                            batch.finals().size(),
                            trouble);
                    return;
                }
                Thread.sleep(Math.min(2000, RETRY_MILLIS << Math.min(failures, 5)));
            }
            trouble = transactions.open();
            if (trouble != null) {
                continue;
            }
            Prepared prepared = ledger.prepare(batch.changes());
            batch.keep(prepared.changes());
            if (prepared.offsets().isEmpty()) {
                began(batch);
                return;
            }
            if (prepared.group() == null) {
                trouble = "not a member of the group at the moment";
                continue;
            }
            if (!batch.finals().isEmpty() && !chunks.settle()) {
                trouble = "chunks can't be stored";
                continue;
            }
            if (commit(batch, prepared)) {
                return;
            }
        }
    }

    /** False: to be tried again. */
    private boolean commit(Batch batch, Prepared prepared) {
        List<ProducerRecord<byte[], byte[]>> out = batch.records();
        long start = System.nanoTime();
        Transactions.Outcome outcome = transactions.commit(out, prepared);
        if (outcome instanceof Transactions.Outcome.Committed) {
            trouble = null;
            ledger.applied(prepared);
            metrics.committed(prepared, batch.finals(), System.nanoTime() - start);
            began(batch);
            return true;
        }
        if (outcome instanceof Transactions.Outcome.TooLarge tooLarge) {
            trouble = tooLarge.reason();
            batch.shrink(tooLarge.index(), tooLarge.reason());
            LOG.warn("record too large, dead letter instead: reason={}", tooLarge.reason());
            return false;
        }
        if (outcome instanceof Transactions.Outcome.Broken broken) {
            trouble = broken.reason();
            LOG.warn("producer broken, joining anew: reason={}", broken.reason());
            ledger.leave();
            rejoin.run();
            return false;
        }
        trouble = ((Transactions.Outcome.Aborted) outcome).reason();
        LOG.warn("transaction aborted, trying again: reason={}", trouble);
        return false;
    }

    private void began(Batch batch) {
        batch.finals().forEach(last -> held.remove(last.claim()));
        for (Work work : batch.starts()) {
            Claim claim = work.claim();
            int attempt = ledger.attempt(claim);
            if (attempt > 0 && batch.isKept(new Change(claim, Change.Kind.BEGUN))) {
                decode.start(work, attempt);
            } else {
                gate.ended(claim);
            }
        }
        batch.givenUp().forEach(gate::ended);
    }
}
