package dev.scopestream.generator;

import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.decode.Workers;
import dev.scopestream.generator.delivery.DeliveryLoop;
import dev.scopestream.generator.intake.PartitionRelease;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.state.InstanceState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases partitions by a transaction, which takes the suspicion from their running prompts, and saves these where their next
 * owner finds them. After a failure nothing is recorded: the running prompts count as its suspects.
 */
@Singleton
final class OrderlyRelease implements PartitionRelease {
    private static final Logger LOG = LoggerFactory.getLogger(OrderlyRelease.class);

    private final InstanceState state;
    private final DeliveryLoop delivery;
    private final Workers workers;
    private final CheckpointStore checkpoints;
    private final FailureSignal failure;
    private final Duration budget;

    OrderlyRelease(
            InstanceState state,
            DeliveryLoop delivery,
            Workers workers,
            CheckpointStore checkpoints,
            FailureSignal failure,
            ScopeOptions options) {
        this.state = state;
        this.delivery = delivery;
        this.workers = workers;
        this.checkpoints = checkpoints;
        this.failure = failure;
        this.budget = options.revokeBudget();
    }

    @Override
    public void giveUp(Collection<TopicPartition> partitions) {
        state.backlog().removeIf(prompt -> partitions.contains(prompt.claim().partition()));
        if (failure.raised()) {
            return;
        }
        await(delivery.giveUp(partitions), "partitions given up without a record of it", partitions);
        if (checkpoints.shared()) {
            await(workers.giveUp(partitions), "partitions given up before all is saved", partitions);
        }
    }

    private void await(CompletableFuture<Void> done, String otherwise, Collection<TopicPartition> partitions) {
        try {
            done.get(budget.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("{}: partitions={}", otherwise, partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void forgetUnowned() {
        state.forgetUnowned();
        workers.dropUnowned();
    }
}
