package dev.scopestream.cli.faults;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Harm to records and to what is committed. */
final class DataFaults {
    private DataFaults() {}

    static void badRecords(Shot shot) {
        shot.send(9, false);
    }

    static void clockJumps(Shot shot) {
        shot.send(2, true);
    }

    /** All generators die with prompts finished and unfinished, and the offset maps are destroyed before they come back. */
    static void corruptMetadata(Shot shot, boolean jumps) {
        Arena arena = shot.arena();
        if (jumps) {
            shot.send(2, true);
        } else {
            shot.send();
        }
        boolean unused = Await.within(20, () -> shot.sent().stream().anyMatch(arena.observer::ended));
        List<Generators.Node> nodes = arena.generators.nodes();
        nodes.forEach(node -> node.jvm().kill());
        shot.harmed();
        Await.until(60, () -> destroyed(arena), "the group is empty, and its offsets can be set");
        nodes.forEach(node -> arena.generators.start(node.name));
    }

    private static boolean destroyed(Arena arena) {
        Map<TopicPartition, OffsetAndMetadata> committed = BrokerFaults.call(() -> arena.admin
                .listConsumerGroupOffsets(Arena.GROUP)
                .partitionsToOffsetAndMetadata()
                .get());
        Map<TopicPartition, OffsetAndMetadata> harmed = new HashMap<>();
        committed.forEach((partition, at) ->
                harmed.put(partition, new OffsetAndMetadata(at.offset(), corrupt(arena, at.metadata()))));
        return BrokerFaults.accepts(
                arena.admin.alterConsumerGroupOffsets(Arena.GROUP, harmed).all());
    }

    private static String corrupt(Arena arena, String metadata) {
        return switch (arena.random.nextInt(4)) {
            case 0 -> "somebody else's";
            case 1 -> metadata.substring(0, metadata.length() / 2) + "A";
            case 2 ->
                Base64.getEncoder().encodeToString(new byte[] {'S', 99, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6});
            default -> {
                char[] letters = metadata.toCharArray();
                int at = arena.random.nextInt(Math.max(1, letters.length));
                if (letters.length > 0) {
                    letters[at] = letters[at] == 'A' ? 'B' : 'A';
                }
                yield new String(letters);
            }
        };
    }
}
