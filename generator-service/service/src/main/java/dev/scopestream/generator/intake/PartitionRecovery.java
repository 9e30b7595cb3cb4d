package dev.scopestream.generator.intake;

import dev.scopestream.generator.ids.FinishedIdsFollower;
import dev.scopestream.generator.metrics.PartitionMetrics;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** What the results tell of a partition that was assigned. */
@Singleton
final class PartitionRecovery {
    private final FinishedTail tail;
    private final FinishedIdsFollower results;
    private final PartitionMetrics metrics;

    PartitionRecovery(FinishedTail tail, FinishedIdsFollower results, PartitionMetrics metrics) {
        this.tail = tail;
        this.results = results;
        this.metrics = metrics;
    }

    PartitionMetrics metrics() {
        return metrics;
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
