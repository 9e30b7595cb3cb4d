package dev.scopestream.cli.faults;

import dev.scopestream.events.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** Harm to brokers; of three, to one. */
final class BrokerFaults {
    private static final double STALL_SECONDS = 5;

    private BrokerFaults() {}

    private static int any(Arena arena) {
        return arena.random.nextInt(arena.brokers.count());
    }

    /** The only broker is restarted in order; one of three is killed. */
    static void restart(Shot shot) {
        shot.running();
        Brokers brokers = shot.arena().brokers;
        if (brokers.count() == 1) {
            brokers.node(0).signal("TERM");
            brokers.node(0).join();
            shot.harmed();
            brokers.revive(0);
        } else {
            brokers.restart(any(shot.arena()));
        }
    }

    static void stall(Shot shot) {
        shot.running();
        Jvm broker = shot.arena().brokers.node(any(shot.arena()));
        broker.signal("STOP");
        Await.pass(STALL_SECONDS);
        broker.signal("CONT");
    }

    static void killCoordinator(Shot shot) {
        shot.running();
        int id = call(() -> shot.arena()
                        .admin
                        .describeConsumerGroups(List.of(Arena.GROUP))
                        .all()
                        .get()
                        .get(Arena.GROUP))
                .coordinator()
                .id();
        shot.harmed();
        shot.arena().brokers.restart(id - 1);
    }

    /** The coordinators of groups and transactions move to other brokers, which all stay alive. */
    static void moveCoordinator(Shot shot) {
        shot.running();
        List<String> topics = List.of("__consumer_offsets", "__transaction_state");
        Map<String, TopicDescription> descriptions = call(
                () -> shot.arena().admin.describeTopics(topics).allTopicNames().get());
        Map<TopicPartition, Optional<NewPartitionReassignment>> moves = new HashMap<>();
        descriptions.forEach((topic, description) -> {
            for (TopicPartitionInfo partition : description.partitions()) {
                List<Integer> replicas = new ArrayList<>(
                        partition.replicas().stream().map(node -> node.id()).toList());
                Collections.rotate(replicas, 1);
                moves.put(
                        new TopicPartition(topic, partition.partition()),
                        Optional.of(new NewPartitionReassignment(replicas)));
            }
        });
        call(() -> shot.arena().admin.alterPartitionReassignments(moves).all().get());
        call(() -> shot.arena()
                .admin
                .electLeaders(ElectionType.PREFERRED, moves.keySet())
                .partitions()
                .get());
        shot.harmed();
    }

    /**
     * One of the two brokers of a partition of results dies, so that it hasn't as many in sync as writers ask for; what has
     * its results elsewhere ends all the same, the rest later.
     */
    static void loseResultsPartition(Shot shot) {
        Arena arena = shot.arena();
        int node = any(arena);
        TopicPartition lost = new TopicPartition(Topics.RESULTS, arena.random.nextInt(Brokers.PARTITIONS));
        replicate(arena, lost, List.of(node + 1, (node + 1) % arena.brokers.count() + 1));
        shot.running();
        arena.brokers.node(node).kill();
        shot.harmed();
        Await.until(
                90,
                () -> shot.sent().stream()
                        .filter(sent -> !sent.served() || sent.partition() != lost.partition())
                        .allMatch(arena.observer::ended),
                "the ends of what doesn't need " + lost);
        arena.brokers.revive(node);
        replicate(
                arena,
                lost,
                IntStream.rangeClosed(1, arena.brokers.count()).boxed().toList());
    }

    /** A partition gets these replicas; returns when they are in sync. */
    private static void replicate(Arena arena, TopicPartition partition, List<Integer> nodes) {
        call(() -> arena.admin
                .alterPartitionReassignments(Map.of(partition, Optional.of(new NewPartitionReassignment(nodes))))
                .all()
                .get());
        Await.until(
                60,
                () -> call(() -> arena.admin
                                .describeTopics(List.of(partition.topic()))
                                .allTopicNames()
                                .get())
                        .get(partition.topic())
                        .partitions()
                        .get(partition.partition())
                        .isr()
                        .stream()
                        .map(Node::id)
                        .collect(Collectors.toSet())
                        .equals(Set.copyOf(nodes)),
                partition + " at " + nodes);
    }

    /** What an admin call may throw. */
    interface Call<T> {
        T get() throws ExecutionException, InterruptedException;
    }

    /** Whether brokers do it now: false where something has to pass first, such as members that died and aren't missed yet. */
    static boolean accepts(KafkaFuture<?> asked) {
        try {
            asked.get();
            return true;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static <T> T call(Call<T> call) {
        try {
            return call.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
