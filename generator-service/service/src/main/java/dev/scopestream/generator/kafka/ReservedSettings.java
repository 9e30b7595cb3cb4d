package dev.scopestream.generator.kafka;

import dev.scopestream.generator.config.ConfigurationError;
import java.util.Map;
import java.util.TreeMap;

/** Kafka properties that delivery depends on; options must not set them. */
public final class ReservedSettings {
    private static final String PLACES =
            "results lie in the partitions of their prompts' keys, by Kafka's own partitioner";

    private static final Map<String, String> REASONS = new TreeMap<>(Map.ofEntries(
            Map.entry("auto.offset.reset", "new groups begin with the earliest prompt"),
            Map.entry("isolation.level", "only committed records count"),
            Map.entry("enable.auto.commit", "offsets are committed together with results"),
            Map.entry("enable.idempotence", "a result must not be written twice"),
            Map.entry("acks", "a result must be on all replicas in sync"),
            Map.entry("group.protocol", "partitions are handed over by the consumer protocol (KIP-848)"),
            Map.entry("group.id", "set scope.group-id"),
            Map.entry("group.instance.id", "set scope.instance-id and scope.static-membership"),
            Map.entry("transactional.id", "set scope.group-id and scope.instance-id"),
            Map.entry("transaction.timeout.ms", "set scope.transaction-timeout"),
            Map.entry("partitioner.class", PLACES),
            Map.entry("partitioner.ignore.keys", PLACES)));

    private ReservedSettings() {}

    /**
     * Refuses configuration that sets one of them.
     *
     * @param given properties of Kafka clients by name
     * @throws ConfigurationError naming the property, its value and the reason
     */
    public static void check(Map<String, ?> given) {
        REASONS.forEach((name, reason) -> {
            if (given.containsKey(name)) {
                throw new ConfigurationError(
                        "kafka." + name + " is '" + given.get(name) + "' and can't be set: " + reason);
            }
        });
    }
}
