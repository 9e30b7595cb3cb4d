package dev.scopestream.generator.kafka;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Asks for the ends of partitions, records of open transactions included. */
@FunctionalInterface
public interface HighWatermarks {
    /**
     * The offset after the last replicated record of each.
     *
     * @throws org.apache.kafka.common.KafkaException when no broker tells in time
     */
    Map<TopicPartition, Long> of(Collection<TopicPartition> partitions);
}
