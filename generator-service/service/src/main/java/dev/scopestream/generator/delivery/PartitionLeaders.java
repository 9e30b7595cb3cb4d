package dev.scopestream.generator.delivery;

import dev.scopestream.generator.kafka.SharedAdmin;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the cluster which brokers have the partitions of topics. */
@Singleton
class PartitionLeaders {
    static final int PATIENCE_MILLIS = 2000;

    /**
     * Who has a partition.
     *
     * @param leader id of the node; below 0: none
     * @param inSync ids of the nodes in sync
     */
    record Replicas(int leader, Set<Integer> inSync) {
        boolean led() {
            return leader >= 0;
        }

        private static Replicas of(TopicPartitionInfo info) {
            Node leader = info.leader();
            return new Replicas(
                    leader == null || leader.isEmpty() ? -1 : leader.id(),
                    info.isr().stream().map(Node::id).collect(Collectors.toUnmodifiableSet()));
        }
    }

    private final SharedAdmin admin;

    PartitionLeaders(SharedAdmin admin) {
        this.admin = admin;
    }

    /** Partitions of those topics that are there; fails where no broker tells in time. */
    CompletableFuture<Map<TopicPartition, Replicas>> of(Collection<String> topics) {
        Map<TopicPartition, Replicas> found = new HashMap<>();
        CompletableFuture<Map<TopicPartition, Replicas>> all = CompletableFuture.completedFuture(found);
        for (var topic : admin.get()
                .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(PATIENCE_MILLIS))
                .topicNameValues()
                .values()) {
            all = all.thenCombine(topic.toCompletionStage().exceptionally(PartitionLeaders::absent), (map, one) -> {
                if (one != null) {
                    one.partitions()
                            .forEach(p -> map.put(new TopicPartition(one.name(), p.partition()), Replicas.of(p)));
                }
                return map;
            });
        }
        return all;
    }

    private static TopicDescription absent(Throwable e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (e instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicOrPartitionException) {
            return null;
        }
        throw new CompletionException(e);
    }
}
