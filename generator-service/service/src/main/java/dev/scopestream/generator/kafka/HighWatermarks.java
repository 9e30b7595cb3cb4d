package dev.scopestream.generator.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Asks for the ends of a topic's partitions, records of open transactions included. */
@FunctionalInterface
public interface HighWatermarks {
    /**
     * The offset after the last replicated record of each partition that there is now; empty where there is no such
     * topic.
     *
     * @throws org.apache.kafka.common.KafkaException when no broker tells in time
     */
    Map<TopicPartition, Long> of(String topic);
}
