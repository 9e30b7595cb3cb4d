package dev.scopestream.cli.faults;

import dev.scopestream.generator.fault.FaultPoint;
import java.util.List;
import java.util.Map;

/** Harm to generators. */
final class GeneratorFaults {
    private static final int FLOOD = 40;
    private static final double PATIENCE = 10;
    private static final double POISON_SECONDS = 120;
    static final double HUNG_SECONDS = 60;
    private static final double ZOMBIE_SECONDS = Brokers.SESSION_SECONDS + 2.5;

    private GeneratorFaults() {}

    private static Generators.Node victim(Arena arena) {
        List<Generators.Node> nodes = arena.generators.nodes();
        return nodes.get(arena.random.nextInt(nodes.size()));
    }

    /** Sends the wave; returns when a generator has a thread at this point, or when none comes there. */
    private static Generators.Node reached(Shot shot, FaultPoint point) {
        Generators.Node victim = victim(shot.arena());
        victim.jvm().awaitOutput("partitions assigned");
        if (point == FaultPoint.ADMITTED || point == FaultPoint.PREFILLING) {
            victim.arm(point);
            shot.send();
        } else {
            // not before something runs: the first transactions are for dead letters
            shot.running();
            victim.arm(point);
        }
        shot.reached(victim.reached(point, PATIENCE));
        return victim;
    }

    /** kill -9 with a thread exactly there; the successor has the same name, or another one. */
    static void killAt(Shot shot, FaultPoint point) {
        Generators.Node victim = reached(shot, point);
        victim.jvm().kill();
        shot.harmed();
        replace(shot.arena(), victim);
    }

    private static void replace(Arena arena, Generators.Node dead) {
        arena.generators.forget(dead);
        arena.generators.start(
                arena.random.nextBoolean()
                        ? dead.name
                        : dead.name.split("-", -1)[0] + "-" + arena.random.nextInt(1_000_000));
    }

    /** A prompt that ends every process that generates it, by a segmentation fault, until it's given up. */
    static void poison(Shot shot) {
        Arena arena = shot.arena();
        Sent poison = shot.sendWithPoison();
        Await.until(POISON_SECONDS, () -> givenUp(arena, poison), "the poison is given up");
        String reason = arena.observer.observed().letters().stream()
                .filter(letter -> letter.source().equals(poison.source()))
                .map(Observed.Letter::reason)
                .findAny()
                .orElse("it was answered");
        if (!reason.contains("attempts ended with the process")) {
            throw new AssertionError("the poison's dead letter says: " + reason);
        }
    }

    private static boolean givenUp(Arena arena, Sent poison) {
        for (Generators.Node node : arena.generators.nodes()) {
            if (node.waits(FaultPoint.DECODING)) {
                node.jvm().signal("SEGV");
                int unused = node.jvm().join();
                arena.generators.forget(node);
                arena.generators.start(node.name).arm(FaultPoint.DECODING, poison.id());
            }
        }
        return arena.observer.ended(poison);
    }

    /** One tenant sends far more than may be in memory, then come the others'; a generator is killed meanwhile. */
    static void flood(Shot shot) {
        shot.sendFlood(FLOOD).send();
        killOne(shot);
    }

    /** kill -9 of any of them. */
    static void killOne(Shot shot) {
        Generators.Node victim = victim(shot.arena());
        victim.jvm().kill();
        shot.harmed();
        replace(shot.arena(), victim);
    }

    static void killAll(Shot shot) {
        shot.running();
        List<Generators.Node> nodes = shot.arena().generators.nodes();
        nodes.forEach(node -> node.jvm().kill());
        nodes.forEach(node -> replace(shot.arena(), node));
    }

    /** SIGTERM: it must drain, and exit with 0. */
    static void terminate(Shot shot) {
        Generators.Node victim = victim(shot.arena());
        victim.jvm().awaitOutput("generator up");
        shot.running();
        victim.jvm().signal("TERM");
        int code = victim.jvm().join();
        replace(shot.arena(), victim);
        if (code != 0) {
            throw new AssertionError("exit code " + code + " after SIGTERM");
        }
    }

    /** SIGSTOP at this point for longer than the session, then SIGCONT: others have its prompts by then. */
    static void zombieAt(Shot shot, FaultPoint point) {
        Generators.Node victim = reached(shot, point);
        victim.jvm().signal("STOP");
        shot.harmed();
        Await.pass(ZOMBIE_SECONDS);
        victim.release(point);
        victim.jvm().signal("CONT");
    }

    /** Instances come and go, in order and out of order, faster than the group settles. */
    static void storm(Shot shot) {
        Arena arena = shot.arena();
        shot.running();
        for (int i = 0; i < 2; i++) {
            Generators.Node extra = arena.generators.start("extra-" + arena.random.nextInt(1_000_000));
            extra.jvm().awaitOutput("generator up");
            Generators.Node old = arena.generators.nodes().get(0);
            if (arena.random.nextBoolean()) {
                old.jvm().kill();
            } else {
                old.jvm().signal("TERM");
                old.jvm().join();
            }
            arena.generators.forget(old);
        }
    }

    /** The directory goes while the process has it open. */
    static void spillLost(Shot shot) {
        shot.running();
        Arena.delete(shot.arena().generators.spill(victim(shot.arena()).name).resolve("db"));
    }

    /** A directory where nothing can be written, for root neither. */
    static void spillReadOnly(Shot shot) {
        restartWith(shot, Map.of("SCOPE_SPILL_DIRECTORY", "/proc/scopestream-spill"));
    }

    /** From now on no file of the process can grow beyond 64 KiB: writes fail as on a full disk. */
    static void spillFull(Shot shot) {
        Generators.Node victim = victim(shot.arena());
        victim.jvm().awaitOutput("generator up");
        victim.jvm().limitFiles(65_536);
        shot.send();
    }

    /** From now on every use of one process's spill directory hangs, until after the wave; then it goes on. */
    static void spillHung(Shot shot) {
        Generators.Node victim = victim(shot.arena());
        victim.jvm().awaitOutput("generator up");
        victim.arm(FaultPoint.SPILL_USE);
        shot.send();
        shot.reached(victim.reached(FaultPoint.SPILL_USE, PATIENCE));
        boolean ended = Await.within(HUNG_SECONDS, () -> shot.sent().stream().allMatch(shot.arena().observer::ended));
        victim.release(FaultPoint.SPILL_USE);
        if (!ended) {
            throw new AssertionError("prompts wait for a disk that hangs: "
                    + shot.sent().stream()
                            .filter(sent -> !shot.arena().observer.ended(sent))
                            .toList());
        }
    }

    private static void restartWith(Shot shot, Map<String, String> more) {
        Arena arena = shot.arena();
        Generators.Node old = victim(arena);
        old.jvm().kill();
        arena.generators.forget(old);
        Generators.Node harmed = arena.generators.start("spill-" + arena.random.nextInt(1_000_000), more);
        harmed.jvm().awaitOutput("generator up");
        shot.send();
    }
}
