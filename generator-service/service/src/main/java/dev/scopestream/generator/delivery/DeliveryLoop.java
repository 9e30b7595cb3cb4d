package dev.scopestream.generator.delivery;

import dev.scopestream.events.FinishReason;
import dev.scopestream.generator.config.FlowOptions;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.Progress;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The delivery thread. Chunks are sent as they come. Results, dead letters and the starts of attempts share transactions
 * with the source offsets, as many as have gathered during the transaction before. An attempt is recorded before it
 * begins, so a prompt that ends the process is counted.
 *
 * <p>A result becomes visible only after all chunks of its attempt are stored, unless chunks can't be: {@link ChunkWriter}.
 */
@Singleton
public final class DeliveryLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final long IDLE_MILLIS = 100;
    private static final int TRIES_AT_STOP = 3;

    private final InstanceState state;
    private final StartGate gate;
    private final Workers workers;
    private final BatchCollector collector;
    private final Committer committer;
    private final SetAside aside;
    private final int most;
    private final Progress progress = new Progress();
    private volatile boolean stopping;
    private volatile boolean draining;

    DeliveryLoop(
            InstanceState state,
            StartGate gate,
            Workers workers,
            BatchCollector collector,
            Committer committer,
            SetAside aside,
            FlowOptions options) {
        this.state = state;
        this.gate = gate;
        this.workers = workers;
        this.collector = collector;
        this.committer = committer;
        this.aside = aside;
        this.most = options.results();
    }

    /** Starts nothing more. */
    public void drain() {
        draining = true;
        state.deliveries().wake();
    }

    /** Delivers what is queued, then {@link #run} returns; what can't be delivered is given up. */
    public void stop() {
        stopping = true;
        state.deliveries().wake();
    }

    /** See {@link Delivery.GiveUp}. */
    public CompletableFuture<Void> giveUp(Collection<TopicPartition> partitions) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        state.deliveries().put(new Delivery.GiveUp(List.copyOf(partitions), done));
        return done;
    }

    /** Of the delivery thread: a batch that is delivered, or a try that failed. */
    public Progress progress() {
        return progress;
    }

    /** Why nothing can be delivered at the moment; null when it can. */
    public String trouble() {
        String trouble = committer.trouble();
        return trouble == null ? state.outputs().trouble() : trouble;
    }

    @Override
    public void run() {
        try (committer) {
            while (!stopping || !state.deliveries().isEmpty()) {
                progress.made();
                List<Delivery> deliveries = state.deliveries().take(most, IDLE_MILLIS);
                if (draining) {
                    gate.close();
                }
                TransactionBatch batch = collector.collect(deliveries, most);
                deliver(batch);
                batch.done();
                Optional<TransactionBatch> probe = collector.probe();
                if (probe.isPresent()) {
                    deliver(probe.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What can't be delivered for the sake of a partition is set aside, all else is delivered. */
    private void deliver(TransactionBatch batch) throws InterruptedException {
        Set<PromptClaim> all = claims(batch.finals());
        for (int tries = 0; !committer.commit(batch); tries++) {
            if (stopping && tries >= TRIES_AT_STOP) {
                LOG.warn("not delivered: finals={} reason={}", batch.finals().size(), committer.trouble());
                return;
            }
            if (committer.isCertain()) {
                List<Delivery.Final> waiting = batch.takeIf(aside::mustWait);
                waiting.forEach(aside::add);
                all.removeAll(claims(waiting));
            }
            progress.made();
            Committer.pause(tries);
        }
        concluded(batch, all);
    }

    private static Set<PromptClaim> claims(List<Delivery.Final> finals) {
        return finals.stream().map(Delivery.Final::claim).collect(Collectors.toCollection(HashSet::new));
    }

    private void concluded(TransactionBatch batch, Set<PromptClaim> all) {
        batch.stored().forEach(this::answered);
        batch.finals().forEach(this::finished);
        all.forEach(state.ids()::end);
        batch.givenUp().forEach(gate::ended);
        aside.remove(batch.givenUp());
        batch.starts().forEach(prompt -> began(prompt, batch));
    }

    private void began(AdmittedPrompt prompt, TransactionBatch batch) {
        PromptClaim claim = prompt.claim();
        int attempt = state.assigned().attempt(claim);
        if (attempt > 0 && batch.begins(claim)) {
            workers.start(prompt, attempt);
        } else {
            gate.ended(claim);
            state.ids().end(claim);
        }
    }

    private void finished(Delivery.Final last) {
        state.held().remove(last.claim());
        workers.delivered(last.claim());
        if (last instanceof Delivery.Duplicate) {
            LOG.info("duplicate dropped: claim={}", last.claim());
        }
    }

    private void answered(TransactionBatch.Stored stored) {
        FinishReason reason = stored.result().event().output().finishReason();
        state.ids()
                .answered(
                        stored.result().prompt().sender().tenant(),
                        stored.result().prompt().id(),
                        stored.time(),
                        reason != FinishReason.CANCELLED && reason != FinishReason.DEADLINE);
    }
}
