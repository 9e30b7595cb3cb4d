package dev.scopestream.generator.kafka;

import dev.scopestream.generator.config.ConfigurationError;
import java.util.Map;
import java.util.TreeMap;

/** Kafka properties that delivery depends on; options must not set them. */
public final class ReservedSettings {
    private static final Map<String, String> REASONS = new TreeMap<>(Map.of(
            "auto.offset.reset", "new groups begin with the earliest prompt",
            "isolation.level", "only committed records count",
            "enable.auto.commit", "offsets are committed together with results",
            "enable.idempotence", "a result must not be written twice",
            "acks", "a result must be on all replicas in sync",
            "group.protocol", "partitions are handed over by the consumer protocol (KIP-848)",
            "group.id", "set scope.group-id",
            "group.instance.id", "set scope.instance-id and scope.static-membership",
            "transactional.id", "set scope.group-id and scope.instance-id",
            "transaction.timeout.ms", "set scope.transaction-timeout"));

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
