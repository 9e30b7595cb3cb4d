package dev.scopestream.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Required settings of a topic.
 *
 * @param partitions smallest number of partitions
 * @param replication copies of each partition of a new topic
 * @param configs settings by Kafka's names
 */
public record TopicSpec(String name, int partitions, short replication, Map<String, String> configs) {
    static final String MIN_ISR = "min.insync.replicas";

    public TopicSpec {
        configs = Collections.unmodifiableMap(new LinkedHashMap<>(configs));
    }

    /** With this number of replicas. A larger {@code min.insync.replicas} is lowered to it, as producers would fail otherwise. */
    public TopicSpec withReplication(short copies) {
        Map<String, String> settings = new LinkedHashMap<>(configs);
        settings.computeIfPresent(MIN_ISR, (k, given) -> Integer.toString(Math.min(Integer.parseInt(given), copies)));
        return new TopicSpec(name, partitions, copies, settings);
    }
}
