package dev.scopestream.generator.intake;

import dev.scopestream.generator.ids.FinishedIdsFollower;
import dev.scopestream.generator.metrics.PartitionMetrics;
import dev.scopestream.generator.offsets.OffsetMap;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** What the results tell of a partition that was assigned. */
@Singleton
final class PartitionRecovery {
    /** After the loss of a map attempts count from the seconds since then: higher than any count before. */
    private static final Instant ATTEMPTS_EPOCH = Instant.parse("2026-01-01T00:00:00Z");

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

    /**
     * Replaces a lost offset map.
     *
     * @param from the group's last known offset
     * @param started whether prompts from there on may have been started before
     */
    OffsetMap newMap(long from, boolean started) {
        return OffsetMap.at(from, started ? attemptBase() : 0);
    }

    private static int attemptBase() {
        return Math.toIntExact(Math.max(0, Instant.now().getEpochSecond() - ATTEMPTS_EPOCH.getEpochSecond()));
    }
}
