package dev.scopestream.generator.intake;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the passed-over prompts of the assigned partitions lie, by tenant. Which offsets they are exactly says {@link
 * dev.scopestream.generator.offsets.PassedOffsets}. Confined to the poll thread.
 */
final class PassedOver {
    /** Tenants of a partition with a lane of their own; the others share one. */
    static final int LANES = 256;

    private static final String OTHERS = "\0others";
    private static final int LONGEST_NAME = 200;

    private final Map<TopicPartition, Map<String, Lane>> lanes = new HashMap<>();

    /** A tenant's prompt was passed over; offsets of a partition come in their order. */
    void add(TopicPartition partition, String tenant, long offset) {
        Map<String, Lane> all = lanes.computeIfAbsent(partition, p -> new HashMap<>());
        boolean own = all.containsKey(tenant) || (all.size() < LANES && tenant.length() <= LONGEST_NAME);
        all.computeIfAbsent(own ? tenant : OTHERS, name -> new Lane(partition, name))
                .add(offset);
    }

    /** Whether a prompt of this tenant was passed over, before which no other one of the tenant may go. */
    boolean has(TopicPartition partition, String tenant) {
        Map<String, Lane> all = lanes.getOrDefault(partition, Map.of());
        return all.containsKey(tenant) || all.containsKey(OTHERS);
    }

    /** The lane of a tenant's prompt; empty: it has none. */
    Optional<Lane> lane(TopicPartition partition, String tenant, long offset) {
        return Optional.ofNullable(lanes.getOrDefault(partition, Map.of()).get(tenant))
                .filter(lane -> lane.covers(offset));
    }

    Stream<Lane> lanes() {
        return lanes.values().stream().flatMap(all -> all.values().stream());
    }

    /** Forgets a lane that is empty. */
    void settle(Lane lane) {
        if (lane.isEmpty() && lanes.containsKey(lane.partition())) {
            lanes.get(lane.partition()).remove(lane.name(), lane);
        }
    }

    /** These partitions aren't ours any more, or their maps aren't. */
    void remove(Collection<TopicPartition> partitions) {
        partitions.forEach(lanes::remove);
    }

    boolean contains(Lane lane) {
        return lanes.getOrDefault(lane.partition(), Map.of()).get(lane.name()) == lane;
    }
}
