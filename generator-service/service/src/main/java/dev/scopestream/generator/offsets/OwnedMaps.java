package dev.scopestream.generator.offsets;

import dev.scopestream.generator.prompt.PromptClaim;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The offset maps of the assigned partitions, and what commits make of them. Not thread-safe. */
final class OwnedMaps {
    private record Owned(long assignment, OffsetMap map) {}

    private final Map<TopicPartition, Owned> owned = new HashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long assignments;

    /** A new assignment, whose map replaces any earlier one. */
    void put(TopicPartition partition, OffsetMap map) {
        owned.put(partition, new Owned(++assignments, map));
        committed.put(partition, map.committable());
    }

    void remove(TopicPartition partition) {
        owned.remove(partition);
        committed.remove(partition);
    }

    void clear() {
        owned.clear();
        committed.clear();
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(owned.keySet());
    }

    Stream<OffsetMap> maps() {
        return owned.values().stream().map(Owned::map);
    }

    /** Null: the partition isn't ours. */
    OffsetMap get(TopicPartition partition) {
        Owned found = owned.get(partition);
        return found == null ? null : found.map;
    }

    /** The map of the claim's assignment; null: that has ended. */
    OffsetMap of(PromptClaim claim) {
        Owned found = owned.get(claim.partition());
        return found != null && found.assignment == claim.assignment() ? found.map : null;
    }

    /** The claim to an offset of a partition that is ours, under its present assignment. */
    PromptClaim claim(TopicPartition partition, long offset) {
        return new PromptClaim(partition, owned.get(partition).assignment, offset);
    }

    /** See {@link AssignedPartitions#prepare}. */
    Prepared prepare(List<Change> changes, ConsumerGroupMetadata group) {
        Set<Change> kept = new LinkedHashSet<>(changes);
        kept.removeIf(change -> of(change.claim()) == null);
        Set<TopicPartition> touched = new HashSet<>();
        kept.forEach(change -> touched.add(change.claim().partition()));
        owned.forEach((partition, mine) -> {
            if (mine.map.committable() != committed.get(partition)) {
                touched.add(partition);
            }
        });
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : touched) {
            OffsetMap after = owned.get(partition).map.copy();
            kept.stream().filter(c -> c.claim().partition().equals(partition)).forEach(c -> c.applyTo(after));
            offsets.put(
                    partition,
                    new OffsetAndMetadata(
                            after.committable(), after.log().leaderEpoch(), OffsetMapCodec.encode(after)));
        }
        return new Prepared(kept, offsets, group);
    }

    /** See {@link AssignedPartitions#applied}. */
    void applied(Prepared prepared) {
        for (Change change : prepared.changes()) {
            OffsetMap mine = of(change.claim());
            if (mine != null) {
                change.applyTo(mine);
            }
        }
        prepared.offsets().forEach((partition, at) -> committed.replace(partition, at.offset()));
    }

    /** See {@link AssignedPartitions#expected}. */
    Map<TopicPartition, OffsetAndMetadata> expected(Prepared prepared) {
        Map<TopicPartition, OffsetAndMetadata> expected = new HashMap<>();
        for (Change change : prepared.changes()) {
            TopicPartition partition = change.claim().partition();
            if (of(change.claim()) != null) {
                expected.put(partition, prepared.offsets().get(partition));
            }
        }
        return expected;
    }
}
