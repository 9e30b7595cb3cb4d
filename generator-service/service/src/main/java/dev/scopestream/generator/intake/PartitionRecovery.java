package dev.scopestream.generator.intake;

import dev.scopestream.generator.ids.FinishedIdsFollower;
import dev.scopestream.generator.metrics.PartitionMetrics;
import dev.scopestream.generator.resume.CheckpointStore;
import dev.scopestream.generator.resume.topic.PointerTable;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** What the results and saved requests tell of a partition that was assigned. */
@Singleton
final class PartitionRecovery {
    private final FinishedTail tail;
    private final FinishedIdsFollower results;
    private final CheckpointStore checkpoints;
    private final PartitionMetrics metrics;

    PartitionRecovery(
            FinishedTail tail, FinishedIdsFollower results, CheckpointStore checkpoints, PartitionMetrics metrics) {
        this.tail = tail;
        this.results = results;
        this.checkpoints = checkpoints;
        this.metrics = metrics;
    }

    PartitionMetrics metrics() {
        return metrics;
    }

    /** See {@link CheckpointStore#pointers}. */
    Optional<PointerTable> pointers() {
        return checkpoints.pointers();
    }

    /** See {@link FinishedIdsFollower#caughtUp}. */
    CompletableFuture<Void> caughtUp() {
        return results.caughtUp();
    }

    /** See {@link FinishedTail#finished}. */
    CompletableFuture<FinishedPlaces> finished(TopicPartition partition, long from) {
        return tail.finished(partition, from);
    }
}
