package dev.scopestream.generator.kafka;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;

/** Asks the cluster what topics are at present. Safe for use by many threads. */
@Singleton
public final class TopicShapes {
    private static final int PATIENCE_MILLIS = 5000;

    private final SharedAdmin admin;

    TopicShapes(SharedAdmin admin) {
        this.admin = admin;
    }

    /** Fails with a {@link KafkaException} where there is no such topic, or no broker tells in time. */
    public CompletableFuture<TopicShape> of(String topic) {
        return admin.get()
                .describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .topicNameValues()
                .get(topic)
                .toCompletionStage()
                .thenApply(found ->
                        new TopicShape(found.topicId(), found.partitions().size()))
                .toCompletableFuture();
    }
}
