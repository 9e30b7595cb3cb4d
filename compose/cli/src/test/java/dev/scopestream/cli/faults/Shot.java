package dev.scopestream.cli.faults;

import dev.scopestream.generator.fault.FaultPoint;
import java.util.ArrayList;
import java.util.List;

/** One fault: its wave of prompts, and when the harm was done. */
final class Shot {
    private static final int GOOD = 9;

    private final Arena arena;
    private final String name;
    private Wave wave;
    private final List<Sent> sent = new ArrayList<>();
    private long faultNanos;
    private boolean missed;

    Shot(Arena arena, String name) {
        this.arena = arena;
        this.name = name;
        this.wave = new Wave(arena, name);
    }

    Arena arena() {
        return arena;
    }

    /** Sends the usual wave: prompts of mixed lengths, one of them twice, and two records that are none. */
    Shot send() {
        return send(2, false);
    }

    /** So many short prompts of one tenant. */
    Shot sendFlood(int count) {
        wave = new Wave(arena, name + "f");
        for (int i = 0; i < count; i++) {
            wave.flooding(arena.prompts.shortOne(arena.random));
        }
        return sent(wave.send());
    }

    /** @param jumps true: the records' times lie up to a day before, or up to fifty minutes after, the clock */
    Shot send(int bad, boolean jumps) {
        fill(bad, jumps);
        return sent(wave.send());
    }

    /** As {@link #send()}, in transactions, with others that are aborted. */
    Shot sendInTransactions() {
        fill(2, false);
        return sent(wave.sendInTransactions());
    }

    /** As {@link #send()}, and some more to this partition. */
    Shot sendTo(int partition) {
        fill(2, false);
        for (int i = 0; i < 4; i++) {
            wave.goodAt(partition, arena.random.nextInt(TestPrompts.COUNT));
        }
        return sent(wave.send());
    }

    private void fill(int bad, boolean jumps) {
        wave = new Wave(arena, sent.isEmpty() ? name : name + "b");
        for (int i = 0; i < GOOD; i++) {
            long shift = jumps ? -86_400_000 + (long) (arena.random.nextDouble() * (86_400_000 + 3_000_000)) : 0;
            wave.good(arena.random.nextInt(TestPrompts.COUNT), shift);
        }
        for (int i = 0; i < bad; i++) {
            wave.bad();
        }
        wave.again();
    }

    private Shot sent(List<Sent> added) {
        sent.addAll(added);
        faultNanos = System.nanoTime();
        return this;
    }

    /** As {@link #send()}, with one more prompt that must become a dead letter; returns it. */
    Sent sendWithPoison() {
        fill(2, false);
        String id = wave.poison(arena.anyAnswered());
        arena.generators.nodes().forEach(node -> node.arm(FaultPoint.DECODING, id));
        Shot unused = sent(wave.send());
        return sent.stream().filter(s -> s.id().equals(id)).findAny().orElseThrow();
    }

    /** As {@link #send()}, and returns when some of it is being generated. */
    Shot running() {
        send();
        boolean unused = Await.within(20, () -> sent.stream().anyMatch(arena.observer::begun));
        return harmed();
    }

    /** The harm is done now. */
    Shot harmed() {
        faultNanos = System.nanoTime();
        return this;
    }

    /** Whether the process came to the point where it was to be harmed; if not, it was harmed elsewhere. */
    void reached(boolean reached) {
        missed = !reached;
    }

    boolean missed() {
        return missed;
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    long faultNanos() {
        return faultNanos;
    }
}
