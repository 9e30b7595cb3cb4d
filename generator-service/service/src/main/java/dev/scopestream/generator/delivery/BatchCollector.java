package dev.scopestream.generator.delivery;

import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.prompt.PromptClaim;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.generator.state.InstanceState;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sorts deliveries: chunks are sent at once, final records wait for partitions that don't take them, everything else goes
 * into a batch. Belongs to the delivery thread.
 */
@Singleton
final class BatchCollector {
    private final InstanceState state;
    private final StartGate gate;
    private final LoneAttempt lone;
    private final ChunkWriter chunks;
    private final FinalRecords records;
    private final SetAside aside;

    BatchCollector(
            InstanceState state,
            StartGate gate,
            LoneAttempt lone,
            ChunkWriter chunks,
            FinalRecords records,
            SetAside aside) {
        this.state = state;
        this.gate = gate;
        this.lone = lone;
        this.chunks = chunks;
        this.records = records;
        this.aside = aside;
    }

    /**
     * A batch of these deliveries, of final records that wait no longer, and of as many starts as are possible now.
     *
     * @param most of those that waited
     */
    TransactionBatch collect(List<Delivery> deliveries, int most) {
        TransactionBatch batch = new TransactionBatch(records);
        aside.forgetUnowned();
        aside.takeReady(most).forEach(last -> deliver(last, batch));
        deliveries.forEach(delivery -> add(delivery, batch));
        Set<PromptClaim> begun = new LinkedHashSet<>(gate.started());
        begun.addAll(aside.claims());
        batch.giveUp(begun, lone);
        for (Optional<AdmittedPrompt> next = gate.next(); next.isPresent(); next = gate.next()) {
            start(next.get(), batch);
        }
        batch.begin(lone.begin(batch.starts(), gate.started()));
        return batch;
    }

    private void add(Delivery delivery, TransactionBatch batch) {
        if (delivery instanceof Delivery.Chunk chunk) {
            if (state.assigned().owns(chunk.prompt().claim())) {
                chunks.write(chunk);
            }
        } else if (delivery instanceof Delivery.Final last) {
            gate.ended(last.claim());
            if (aside.mustWait(last)) {
                aside.add(last);
            } else {
                deliver(last, batch);
            }
        } else if (delivery instanceof Delivery.Dropped dropped) {
            gate.ended(dropped.claim());
            state.ids().end(dropped.claim());
        } else if (delivery instanceof Delivery.IntakeDied died) {
            batch.add(died);
        } else if (delivery instanceof Delivery.GiveUp giveUp) {
            batch.add(giveUp);
        }
    }

    private void deliver(Delivery.Final last, TransactionBatch batch) {
        batch.add(last instanceof Delivery.Result result ? unlessAnswered(result) : last);
    }

    /** A batch of one final record that tells whether its partitions take records again; empty: none is to be tried. */
    Optional<TransactionBatch> probe() {
        return aside.takeProbe().map(last -> {
            TransactionBatch batch = new TransactionBatch(records);
            deliver(last, batch);
            return batch;
        });
    }

    /** Another instance may have answered a prompt of the same id in another partition meanwhile. */
    private Delivery.Final unlessAnswered(Delivery.Result result) {
        return state.ids().answered(result.prompt()) ? new Delivery.Duplicate(result.claim()) : result;
    }

    private void start(AdmittedPrompt prompt, TransactionBatch batch) {
        if (state.ids().answered(prompt)) {
            gate.ended(prompt.claim());
            batch.add(new Delivery.Duplicate(prompt.claim()));
        } else {
            state.ids().begin(prompt);
            batch.start(prompt);
        }
    }
}
