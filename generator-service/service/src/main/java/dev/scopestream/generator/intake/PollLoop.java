package dev.scopestream.generator.intake;

import dev.scopestream.generator.config.TopicOptions;
import dev.scopestream.generator.kafka.KafkaClients;
import dev.scopestream.generator.kafka.TopicShapes;
import dev.scopestream.generator.kafka.TopicWatch;
import dev.scopestream.generator.state.InstanceState;
import dev.scopestream.generator.state.PollSignals;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread: one {@link GroupMembership} after the other. After a failure that ends a consumer's use it makes a new
 * consumer.
 */
@Singleton
public final class PollLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
    private static final long BACKOFF_MILLIS = 1000;
    private static final long WAIT_MILLIS = 100;

    private final KafkaClients clients;
    private final TopicShapes shapes;
    private final String topic;
    private final InstanceState state;
    private final PromptIntake intake;
    private final SoleModel sole;
    private final PartitionRecovery recovery;
    private final PartitionRelease release;
    private final PollStatus status;

    PollLoop(
            KafkaClients clients,
            TopicShapes shapes,
            TopicOptions topics,
            InstanceState state,
            PromptIntake intake,
            SoleModel sole,
            PartitionRecovery recovery,
            PartitionRelease release,
            PollStatus status) {
        this.clients = clients;
        this.shapes = shapes;
        this.topic = topics.prompts();
        this.state = state;
        this.intake = intake;
        this.sole = sole;
        this.recovery = recovery;
        this.release = release;
        this.status = status;
    }

    @Override
    public void run() {
        PollSignals signals = state.signals();
        awaitFinishedIds(signals);
        while (!signals.stopping()) {
            try {
                sole.requireAlone();
                join(clients.member(sole.model()));
            } catch (WakeupException e) {
                LOG.debug("woken up");
            } catch (KafkaException | IllegalStateException e) {
                status.failed(e.toString());
                LOG.warn("not in the group, trying again: {}", e.toString());
                pause(signals);
            }
        }
    }

    /** Others serve the prompts until it's known here which ids are finished. */
    private void awaitFinishedIds(PollSignals signals) {
        CompletableFuture<Void> known = recovery.caughtUp();
        while (!known.isDone() && !signals.stopping()) {
            status.polled();
            try {
                known.get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                LOG.trace("finished ids aren't read yet");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                signals.stop(false);
            }
        }
    }

    private void join(Consumer<byte[], byte[]> consumer) {
        Assignments assignments = new Assignments(
                consumer,
                state.assigned(),
                recovery,
                release,
                new TopicWatch(shapes, topic),
                clients.transactionTimeout());
        try (GroupMembership membership = new GroupMembership(
                consumer, assignments, state, intake, () -> clients.reader("passed-over"), status)) {
            membership.run(topic);
        } finally {
            // a consumer that couldn't quit in time didn't say which partitions are lost
            state.assigned().quit();
            release.forgetUnowned();
        }
    }

    private static void pause(PollSignals signals) {
        try {
            Thread.sleep(BACKOFF_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            signals.stop(false);
        }
    }
}
