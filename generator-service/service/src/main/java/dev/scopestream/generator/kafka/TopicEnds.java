package dev.scopestream.generator.kafka;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks for the ends of a topic's partitions, records of open transactions included. */
@Singleton
public final class TopicEnds {
    private final SharedAdmin shared;

    TopicEnds(SharedAdmin shared) {
        this.shared = shared;
    }

    /**
     * The offset after the last replicated record of each partition that there is now; empty where there is no such
     * topic.
     *
     * @throws KafkaException when no broker tells in time
     */
    public Map<TopicPartition, Long> of(String topic) {
        try {
            Admin admin = shared.get();
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .forEach(p -> asked.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
            Map<TopicPartition, Long> ends = new HashMap<>();
            admin.listOffsets(asked).all().get().forEach((partition, at) -> ends.put(partition, at.offset()));
            return ends;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Map.of();
            }
            throw new KafkaException("the ends of " + topic + " aren't known", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
