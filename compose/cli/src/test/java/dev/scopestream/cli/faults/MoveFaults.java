package dev.scopestream.cli.faults;

import dev.scopestream.generator.fault.FaultPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Harm to generators whose requests go on in others, and to the checkpoints that these go on from. */
final class MoveFaults {
    private MoveFaults() {}

    /** kill -9 in the middle of decoding; another one goes on, which has none of its disk. */
    static void killedWithTopic(Shot shot) {
        killed(shot, Movers.KAFKA);
    }

    /** As {@link #killedWithTopic}, with a directory. */
    static void killedWithDirectory(Shot shot) {
        killed(shot, Movers.directory(shot));
    }

    private static void killed(Shot shot, String store) {
        Movers movers = Movers.with(shot, store);
        shot.running();
        replaceOne(shot, movers);
    }

    /** One is killed while it decodes, and another one started. */
    private static void replaceOne(Shot shot, Movers movers) {
        killOne(shot, movers);
        movers.start();
    }

    private static void killOne(Shot shot, Movers movers) {
        Generators.Node victim = movers.any();
        victim.arm(FaultPoint.DECODING);
        shot.reached(victim.reached(FaultPoint.DECODING, Movers.PATIENCE));
        movers.kill(victim);
        shot.harmed();
    }

    /** All die, and what they saved is damaged: bytes changed, files cut. */
    static void filesDamaged(Shot shot) {
        Movers movers = Movers.with(shot, Movers.directory(shot));
        Path shared = shot.arena().generators.shared();
        movers.killAllOnceSaved(() -> !files(shared).isEmpty());
        files(shared).forEach(file -> damage(file, movers.random()));
        movers.startTwo();
    }

    /** All die, and changes are without the whole checkpoint that they belong to, or with another one. */
    static void changesApart(Shot shot) {
        Movers movers = Movers.with(shot, Movers.directory(shot));
        Path shared = shot.arena().generators.shared();
        movers.killAllOnceSaved(() -> files(shared).stream().anyMatch(MoveFaults::changes));
        List<Path> all = files(shared);
        all.stream().filter(file -> !changes(file)).forEach(whole -> {
            if (movers.random().nextBoolean()) {
                replace(whole, all.get(movers.random().nextInt(all.size())));
            } else {
                Arena.delete(whole);
            }
        });
        movers.startTwo();
    }

    private static boolean changes(Path file) {
        return file.toString().endsWith(".delta");
    }

    private static void replace(Path file, Path by) {
        try {
            Files.write(file, Files.exists(by) ? Files.readAllBytes(by) : new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All die, and those that go on have another model, whose texts are the same. */
    static void anotherModel(Shot shot) {
        String store = Movers.directory(shot);
        String other = shot.arena().generators.otherModel().toString();
        Movers first = Movers.with(shot, Map.of("SCOPE_CHECKPOINT_STORE", store, "SCOPE_MODEL", other));
        Path shared = shot.arena().generators.shared();
        first.killAllOnceSaved(() -> !files(shared).isEmpty());
        Movers.of(shot, store).startTwo();
    }

    /** All die, and the topic loses records from its beginning on, up to anywhere. */
    static void recordsLost(Shot shot) {
        Movers movers = Movers.with(shot, Movers.KAFKA);
        movers.killAllOnceSaved(movers::someInTopic);
        Map<TopicPartition, RecordsToDelete> lost = new HashMap<>();
        movers.ends()
                .forEach((partition, end) -> lost.put(partition, RecordsToDelete.beforeOffset((long)
                        (movers.random().nextDouble() * (end + 1)))));
        BrokerFaults.call(() -> shot.arena().admin.deleteRecords(lost).all().get());
        movers.startTwo();
    }

    /** All die, and pointers to checkpoints are other partitions', or of one that was replaced, or no pointers. */
    static void pointersHarmed(Shot shot) {
        Movers movers = Movers.with(shot, Movers.KAFKA);
        List<Map<TopicPartition, OffsetAndMetadata>> seen = new ArrayList<>();
        movers.killAllOnceSaved(() -> {
            seen.add(movers.pointers());
            return !seen.get(seen.size() - 1).isEmpty();
        });
        List<OffsetAndMetadata> any = new ArrayList<>(seen.get(seen.size() - 1).values());
        any.add(new OffsetAndMetadata(3, "somebody else's"));
        Map<TopicPartition, OffsetAndMetadata> harmed = new HashMap<>();
        movers.pointers()
                .keySet()
                .forEach(partition ->
                        harmed.put(partition, any.get(movers.random().nextInt(any.size()))));
        movers.commit(harmed);
        movers.startTwo();
    }

    /** The only broker is restarted, or one of three dies, while checkpoints go there; then a generator dies. */
    static void brokerDown(Shot shot) {
        Movers movers = Movers.with(shot, Movers.KAFKA);
        shot.running();
        shot.reached(Await.within(Movers.PATIENCE, movers::someInTopic));
        Brokers brokers = shot.arena().brokers;
        int down = movers.random().nextInt(brokers.count());
        brokers.node(down).signal("TERM");
        int unused = brokers.node(down).join();
        killOne(shot, movers);
        brokers.revive(down);
        movers.start();
    }

    /** No file of one process can grow beyond 4 KiB: every checkpoint fails as on a full volume. */
    static void directoryFull(Shot shot) {
        Movers movers = Movers.with(shot, Movers.directory(shot));
        Generators.Node victim = movers.any();
        victim.jvm().limitFiles(4096);
        shot.running();
        replaceOne(shot, movers);
    }

    /** A directory where nothing can be written, for root neither. */
    static void directoryReadOnly(Shot shot) {
        Movers movers = Movers.with(shot, "directory:/proc/scopestream-checkpoints");
        Generators.Node one = movers.any();
        shot.running();
        shot.reached(
                Await.within(Movers.PATIENCE, () -> one.jvm().output().contains("event=checkpoint_store_refuses")));
        replaceOne(shot, movers);
    }

    /** The directory goes while requests are saved in it; then a generator dies. */
    static void directoryGone(Shot shot) {
        Movers movers = Movers.with(shot, Movers.directory(shot));
        Path shared = shot.arena().generators.shared();
        shot.running();
        shot.reached(Await.within(Movers.PATIENCE, () -> !files(shared).isEmpty()));
        Arena.delete(shared);
        replaceOne(shot, movers);
    }

    /** Every use of the directory hangs for one process; another one dies, whose prompts it gets. */
    static void directoryHung(Shot shot) {
        Movers movers = Movers.with(shot, Movers.directory(shot));
        Generators.Node hung = movers.start();
        hung.jvm().awaitOutput("partitions assigned");
        hung.arm(FaultPoint.CHECKPOINT_USE);
        shot.send();
        shot.reached(hung.reached(FaultPoint.CHECKPOINT_USE, Movers.PATIENCE));
        shot.arena().generators.nodes().stream().filter(node -> node != hung).forEach(movers::kill);
        shot.harmed();
        boolean ended = Await.within(
                GeneratorFaults.HUNG_SECONDS, () -> shot.sent().stream().allMatch(shot.arena().observer::ended));
        hung.release(FaultPoint.CHECKPOINT_USE);
        movers.start();
        if (!ended) {
            throw new AssertionError("prompts wait for a directory that hangs");
        }
    }

    private static List<Path> files(Path shared) {
        try (Stream<Path> tree = Files.exists(shared) ? Files.walk(shared) : Stream.empty()) {
            return tree.filter(file -> file.toString().endsWith(".ckpt") || changes(file))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of(); // generators are writing
        }
    }

    private static void damage(Path file, Random random) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, random.nextBoolean() ? bytes : Arrays.copyOf(bytes, at));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
