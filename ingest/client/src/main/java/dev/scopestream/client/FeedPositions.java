package dev.scopestream.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Where a feed is in each partition of its topic, over all of its consumers. For one thread. */
final class FeedPositions {
    private final String topic;
    private final Duration lookback;
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** @param lookback zero: it begins with what comes from now on */
    FeedPositions(String topic, Duration lookback) {
        this.topic = topic;
        this.lookback = lookback;
    }

    long of(TopicPartition partition) {
        return next.getOrDefault(partition, 0L);
    }

    void note(TopicPartition partition, long position) {
        next.put(partition, position);
    }

    /**
     * Assigns all partitions: known ones where the feed was; the others of the first time by the lookback, and later ones,
     * which were added since, from their beginning.
     *
     * @throws IllegalStateException when there is no such topic
     */
    List<TopicPartition> attach(KafkaConsumer<?, ?> consumer) {
        List<PartitionInfo> described = consumer.partitionsFor(topic);
        if (described == null || described.isEmpty()) {
            throw new IllegalStateException("there is no topic " + topic + ": scopestream topics apply makes it");
        }
        List<TopicPartition> partitions = new ArrayList<>(described.stream()
                .map(p -> new TopicPartition(topic, p.partition()))
                .toList());
        consumer.assign(partitions);
        if (next.isEmpty()) {
            next.putAll(first(consumer, partitions));
        }
        partitions.forEach(p -> consumer.seek(p, next.computeIfAbsent(p, added -> 0L)));
        return partitions;
    }

    private Map<TopicPartition, Long> first(KafkaConsumer<?, ?> consumer, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.endOffsets(partitions));
        if (lookback.isZero()) {
            return starts;
        }
        long since = System.currentTimeMillis() - lookback.toMillis();
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(Function.identity(), p -> since)));
        found.forEach((partition, offset) -> {
            if (offset != null) {
                starts.put(partition, offset.offset());
            }
        });
        return starts;
    }
}
