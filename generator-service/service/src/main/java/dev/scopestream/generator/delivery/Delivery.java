package dev.scopestream.generator.delivery;

import dev.scopestream.events.FinishReason;
import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.intake.Flow;
import dev.scopestream.generator.intake.Work;
import dev.scopestream.generator.metrics.GeneratorMetrics;
import dev.scopestream.generator.offsets.Change;
import dev.scopestream.generator.offsets.Claim;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
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
    private static final int TRIES_AT_STOP = 3;

    private final Flow flow;
    private final StartGate gate;
    private final Workers workers;
    private final ChunkWriter chunks;
    private final Committer committer;
    private final Records records;
    private final GeneratorMetrics metrics;
    private final int most;
    private volatile boolean stopping;
    private volatile boolean draining;

    /**
     * @param limit prompts that the engines are given at a time
     * @param most items that share a transaction
     * @param rejoin makes this instance a new member of the group
     */
    public Delivery(
            Flow flow,
            Workers workers,
            Supplier<Producer<byte[], byte[]>> producers,
            Producer<byte[], byte[]> chunkProducer,
            TopicOptions topics,
            String worker,
            GeneratorMetrics metrics,
            Runnable rejoin,
            int limit,
            int most) {
        this.flow = flow;
        this.gate = new StartGate(flow.backlog(), flow.ledger(), flow.ids(), limit);
        this.workers = workers;
        this.chunks = new ChunkWriter(chunkProducer, topics.chunks());
        this.committer = new Committer(flow.ledger(), new Transactions(producers), chunks, metrics, rejoin);
        this.records = new Records(topics, worker);
        this.metrics = metrics;
        this.most = most;
    }

    /** Starts nothing more. */
    public void drain() {
        draining = true;
        flow.inbox().wake();
    }

    /** Delivers what it has been handed, then {@link #run} returns; what can't be delivered is given up. */
    public void stop() {
        stopping = true;
        flow.inbox().wake();
    }

    /** See {@link Item.GiveUp}. */
    public CompletableFuture<Void> giveUp(Collection<TopicPartition> partitions) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        flow.inbox().put(new Item.GiveUp(List.copyOf(partitions), done));
        return done;
    }

    /** Why nothing can be delivered at the moment; null when it can. */
    public String trouble() {
        return committer.trouble();
    }

    @Override
    public void run() {
        try (committer) {
            while (!stopping || !flow.inbox().isEmpty()) {
                Batch batch = gather(flow.inbox().take(most, IDLE_MILLIS));
                deliver(batch);
                batch.done();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Batch gather(List<Item> items) {
        Batch batch = new Batch(records);
        for (Item item : items) {
            if (item instanceof Item.Chunk chunk) {
                if (flow.ledger().owns(chunk.claim())) {
                    chunks.write(chunk.event());
                    metrics.chunk();
                }
            } else if (item instanceof Item.Final last) {
                gate.ended(last.claim());
                batch.add(last instanceof Item.Result result ? unlessAnswered(result) : last);
            } else if (item instanceof Item.Dropped dropped) {
                gate.ended(dropped.claim());
                flow.ids().end(dropped.claim());
            } else if (item instanceof Item.GiveUp giveUp) {
                batch.add(giveUp);
            }
        }
        batch.giveUp(gate.started());
        if (draining) {
            gate.close();
        }
        for (Optional<Work> work = gate.next(); work.isPresent(); work = gate.next()) {
            start(work.get(), batch);
        }
        return batch;
    }

    /** Another instance may have answered a prompt of the same id in another partition meanwhile. */
    private Item.Final unlessAnswered(Item.Result result) {
        return flow.ids().answered(result.work()) ? new Item.Duplicate(result.claim()) : result;
    }

    private void start(Work work, Batch batch) {
        if (flow.ids().answered(work)) {
            gate.ended(work.claim());
            batch.add(new Item.Duplicate(work.claim()));
        } else {
            flow.ids().begin(work);
            batch.start(work);
        }
    }

    private void deliver(Batch batch) throws InterruptedException {
        List<Item.Final> all = batch.finals();
        for (int tries = 0; !committer.commit(batch); tries++) {
            if (stopping && tries >= TRIES_AT_STOP) {
                LOG.warn("not delivered: finals={} reason={}", batch.finals().size(), committer.trouble());
                return;
            }
            Committer.pause(tries);
        }
        batch.finals().forEach(this::finished);
        all.forEach(last -> flow.ids().end(last.claim()));
        batch.givenUp().forEach(gate::ended);
        batch.starts().forEach(work -> began(work, batch));
    }

    private void began(Work work, Batch batch) {
        Claim claim = work.claim();
        int attempt = flow.ledger().attempt(claim);
        if (attempt > 0 && batch.isKept(new Change(claim, Change.Kind.BEGUN))) {
            workers.start(work, attempt);
        } else {
            gate.ended(claim);
            flow.ids().end(claim);
        }
    }

    private void finished(Item.Final last) {
        flow.held().remove(last.claim());
        workers.delivered(last.claim());
        if (last instanceof Item.Result result) {
            FinishReason reason = result.event().finishReason();
            flow.ids()
                    .answered(
                            result.work().id().getBytes(StandardCharsets.UTF_8),
                            System.currentTimeMillis(),
                            reason != FinishReason.CANCELLED && reason != FinishReason.DEADLINE);
        } else if (last instanceof Item.Duplicate) {
            LOG.info("duplicate dropped: claim={}", last.claim());
        }
    }
}
