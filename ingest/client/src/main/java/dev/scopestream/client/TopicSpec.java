package dev.scopestream.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a topic shall be.
 *
 * @param partitions at least so many
 * @param replication copies of each partition, when the topic is made
 * @param configs settings by Kafka's names
 */
public record TopicSpec(String name, int partitions, short replication, Map<String, String> configs) {
    static final String MIN_ISR = "min.insync.replicas";

    public TopicSpec {
        configs = Collections.unmodifiableMap(new LinkedHashMap<>(configs));
    }

    /** With so many copies; {@code min.insync.replicas} is lowered where it would be more, for nothing could be written. */
    public TopicSpec withReplication(short copies) {
        Map<String, String> settings = new LinkedHashMap<>(configs);
        settings.computeIfPresent(MIN_ISR, (k, given) -> Integer.toString(Math.min(Integer.parseInt(given), copies)));
        return new TopicSpec(name, partitions, copies, settings);
    }
}
