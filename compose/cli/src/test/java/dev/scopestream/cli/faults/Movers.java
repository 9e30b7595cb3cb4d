package dev.scopestream.cli.faults;

import dev.scopestream.events.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Generators that share a store of checkpoints and no disk. */
final class Movers {
    static final double PATIENCE = 20;
    static final String KAFKA = "kafka";

    private final Shot shot;
    private final Arena arena;
    private final Map<String, String> options;

    private Movers(Shot shot, Map<String, String> options) {
        this.shot = shot;
        this.arena = shot.arena();
        this.options = options;
    }

    /** Starts none yet. */
    static Movers of(Shot shot, String store) {
        return new Movers(shot, Map.of("SCOPE_CHECKPOINT_STORE", store));
    }

    /** Instead of the generators that run: as many others, with this store. */
    static Movers with(Shot shot, String store) {
        return with(shot, Map.of("SCOPE_CHECKPOINT_STORE", store));
    }

    /** As {@link #with(Shot, String)}, with these options. */
    static Movers with(Shot shot, Map<String, String> options) {
        Movers movers = new Movers(shot, options);
        List<Generators.Node> nodes = movers.arena.generators.nodes();
        nodes.forEach(movers::kill);
        nodes.forEach(node -> movers.start());
        movers.arena.generators.awaitUp();
        return movers;
    }

    /** A directory that generators share. */
    static String directory(Shot shot) {
        return "directory:" + shot.arena().generators.shared();
    }

    Generators.Node any() {
        List<Generators.Node> nodes = arena.generators.nodes();
        return nodes.get(arena.random.nextInt(nodes.size()));
    }

    /** One more, of another name. */
    Generators.Node start() {
        return arena.generators.start("mover-" + arena.random.nextInt(1_000_000), options);
    }

    void kill(Generators.Node node) {
        node.jvm().kill();
        arena.generators.forget(node);
    }

    /** Sends the wave; kills all when something is saved. */
    void killAllOnceSaved(BooleanSupplier saved) {
        shot.running();
        shot.reached(Await.within(PATIENCE, saved));
        arena.generators.nodes().forEach(this::kill);
        shot.harmed();
    }

    /** Two that go on, in place of all that were killed. */
    void startTwo() {
        start();
        start();
    }

    /** Whether something is in the topic of checkpoints. */
    boolean someInTopic() {
        return ends().values().stream().anyMatch(end -> end > 0);
    }

    /** Ends of the partitions of the topic of checkpoints. */
    Map<TopicPartition, Long> ends() {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        for (int i = 0; i < Brokers.PARTITIONS; i++) {
            asked.put(new TopicPartition(Topics.CHECKPOINTS, i), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new HashMap<>();
        BrokerFaults.call(() -> arena.admin.listOffsets(asked).all().get())
                .forEach((partition, at) -> ends.put(partition, at.offset()));
        return ends;
    }

    /** What the group has committed for the partitions of checkpoints: its pointers. */
    Map<TopicPartition, OffsetAndMetadata> pointers() {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(BrokerFaults.call(() -> arena.admin
                .listConsumerGroupOffsets(Arena.GROUP)
                .partitionsToOffsetAndMetadata()
                .get()));
        committed.keySet().removeIf(partition -> !partition.topic().equals(Topics.CHECKPOINTS));
        committed.values().removeIf(at -> at == null);
        return committed;
    }

    /** Commits other pointers, when all members are gone. */
    void commit(Map<TopicPartition, OffsetAndMetadata> pointers) {
        Await.until(
                60,
                () -> BrokerFaults.accepts(arena.admin
                        .alterConsumerGroupOffsets(Arena.GROUP, pointers)
                        .all()),
                "the group is empty, and its offsets can be set");
    }

    Random random() {
        return arena.random;
    }
}
