package dev.scopestream.generator.simulation;

import dev.scopestream.generator.offsets.Prepared;
import dev.scopestream.generator.prompt.PromptClaim;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.GroupAssignment;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;
import org.apache.kafka.coordinator.group.api.assignor.SubscriptionType;
import org.apache.kafka.coordinator.group.assignor.UniformAssignor;
import org.apache.kafka.coordinator.group.modern.Assignment;
import org.apache.kafka.coordinator.group.modern.GroupSpecImpl;
import org.apache.kafka.coordinator.group.modern.MemberSubscriptionAndAssignmentImpl;

/**
 * What a broker knows of the group, in virtual time: members, who has which partition, and what is committed. Assignments
 * are made by Kafka's own default assignor for KIP-848, and a partition has one owner at a time.
 */
final class Coordinator {
    private static final Uuid TOPIC = new Uuid(1, 1);

    private final int partitions;
    private final SimInstance[] owners;
    private final OffsetAndMetadata[] committed;
    private final BitSet[] finished;
    private final Map<String, SimInstance> members = new LinkedHashMap<>();
    private Map<Integer, SimInstance> target = new HashMap<>();
    private long results;
    private int longestMetadata;

    Coordinator(int partitions) {
        this.partitions = partitions;
        this.owners = new SimInstance[partitions];
        this.committed = new OffsetAndMetadata[partitions];
        this.finished = new BitSet[partitions];
        for (int p = 0; p < partitions; p++) {
            committed[p] = new OffsetAndMetadata(0);
            finished[p] = new BitSet();
        }
    }

    void join(SimInstance instance) {
        members.put(instance.name(), instance);
        assign();
    }

    /** It left in order, or its session is over. */
    void remove(SimInstance instance) {
        members.remove(instance.name());
        for (int p = 0; p < partitions; p++) {
            if (owners[p] == instance) {
                owners[p] = null;
            }
        }
        assign();
    }

    private void assign() {
        Map<String, MemberSubscriptionAndAssignmentImpl> specs = new HashMap<>();
        Map<Integer, String> inverted = new HashMap<>();
        members.forEach((name, instance) -> {
            Set<Integer> has = new HashSet<>();
            target.forEach((partition, owner) -> {
                if (owner == instance) {
                    has.add(partition);
                    inverted.put(partition, name);
                }
            });
            specs.put(
                    name,
                    new MemberSubscriptionAndAssignmentImpl(
                            Optional.empty(),
                            Optional.empty(),
                            Set.of(TOPIC),
                            new Assignment(has.isEmpty() ? Map.of() : Map.of(TOPIC, has))));
        });
        GroupAssignment made = new UniformAssignor()
                .assign(
                        new GroupSpecImpl(specs, SubscriptionType.HOMOGENEOUS, Map.of(TOPIC, inverted)),
                        new SubscribedTopicDescriber() {
                            @Override
                            public int numPartitions(Uuid topic) {
                                return partitions;
                            }

                            @Override
                            public Set<String> racksForPartition(Uuid topic, int partition) {
                                return Set.of();
                            }
                        });
        target = new HashMap<>();
        made.members().forEach((name, assignment) -> assignment
                .partitions()
                .getOrDefault(TOPIC, Set.of())
                .forEach(partition -> target.put(partition, members.get(name))));
    }

    /** A member's heartbeat: it gives up what it shall not have, and gets what it shall have and nobody has. */
    void heartbeat(SimInstance instance) {
        for (int p = 0; p < partitions; p++) {
            if (owners[p] == instance && target.get(p) != instance) {
                instance.revoked(p);
                owners[p] = null;
            } else if (owners[p] == null && target.get(p) == instance) {
                owners[p] = instance;
                instance.assigned(p, committed[p]);
            }
        }
    }

    /** Whether everybody has what it shall have, and nobody of them is dead. */
    boolean settled(Collection<SimInstance> alive) {
        if (!alive.containsAll(members.values())) {
            return false;
        }
        for (int p = 0; p < partitions; p++) {
            if (owners[p] == null || owners[p] != target.get(p)) {
                return false;
            }
        }
        return true;
    }

    /** A transaction: results and offsets. Fenced as Kafka does it: only owners commit. */
    void commit(SimInstance instance, Prepared prepared) {
        prepared.offsets().forEach((partition, at) -> {
            if (owners[partition.partition()] != instance) {
                throw new IllegalStateException(instance.name() + " isn't the owner of " + partition);
            }
            committed[partition.partition()] = at;
            longestMetadata = Math.max(longestMetadata, at.metadata().length());
        });
    }

    /** A result became visible. */
    void result(PromptClaim claim) {
        TopicPartition partition = claim.partition();
        if (finished[partition.partition()].get((int) claim.offset())) {
            throw new IllegalStateException("two results of " + claim);
        }
        finished[partition.partition()].set((int) claim.offset());
        results++;
    }

    long results() {
        return results;
    }

    int longestMetadata() {
        return longestMetadata;
    }

    /** Whether all offsets before this one are committed, everywhere. */
    boolean allCommitted(long end) {
        for (OffsetAndMetadata at : committed) {
            if (at.offset() != end) {
                return false;
            }
        }
        return true;
    }
}
