package dev.scopestream.generator.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;

/** Asks the cluster what topics are at present. Safe for use by many threads. */
@Singleton
public final class TopicShapes {
    private static final int PATIENCE_MILLIS = 5000;

    private final KafkaClients clients;
    private Admin admin;

    TopicShapes(KafkaClients clients) {
        this.clients = clients;
    }

    /** Fails with a {@link KafkaException} where there is no such topic, or no broker tells in time. */
    public CompletableFuture<TopicShape> of(String topic) {
        return admin().describeTopics(List.of(topic), new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .topicNameValues()
                .get(topic)
                .toCompletionStage()
                .thenApply(found ->
                        new TopicShape(found.topicId(), found.partitions().size()))
                .toCompletableFuture();
    }

    private synchronized Admin admin() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
