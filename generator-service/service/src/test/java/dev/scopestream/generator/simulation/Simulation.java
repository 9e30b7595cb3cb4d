package dev.scopestream.generator.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** A large group in virtual time, whose instances die or stop and are replaced. A tick is 100 ms. */
final class Simulation {
    static final double TICKS_A_SECOND = 10;
    private static final int HEARTBEAT_TICKS = 5;
    private static final int SESSION_TICKS = 80;
    private static final int START_TICKS = 100;

    /**
     * @param batch prompts that an instance has at a time
     * @param seconds a prompt takes on average; a log-normal distribution, sigma 1
     * @param churnTicks between two instances that go, one in two of them by kill -9; 0: none goes
     */
    record Options(
            int partitions, int instances, int promptsEach, int batch, double seconds, int churnTicks, long seed) {
        int ticks(Random random) {
            double mean = seconds * TICKS_A_SECOND;
            return (int) Math.max(1, Math.round(mean * Math.exp(random.nextGaussian() - 0.5)));
        }

        long prompts() {
            return (long) partitions * promptsEach;
        }
    }

    /**
     * @param seconds until all was finished
     * @param repeated share of the work that was done again
     * @param gone instances that died or left
     * @param settle seconds from such a moment until every partition was with its new owner, sorted
     */
    record Outcome(long results, double seconds, double repeated, int gone, List<Double> settle, int longestMetadata) {}

    private final Options options;
    private final Random random;
    private final Coordinator group;
    private final List<SimInstance> alive = new ArrayList<>();
    private final List<SimInstance> all = new ArrayList<>();
    private final TreeMap<Long, List<Runnable>> events = new TreeMap<>();
    private final List<Double> settle = new ArrayList<>();
    private long now;
    private long unsettledSince = -1;
    private int gone;

    Simulation(Options options) {
        this.options = options;
        this.random = new Random(options.seed());
        this.group = new Coordinator(options.partitions());
    }

    private void at(long tick, Runnable event) {
        events.computeIfAbsent(tick, t -> new ArrayList<>()).add(event);
    }

    private void start() {
        SimInstance instance = new SimInstance("instance-" + all.size(), group, options, random);
        all.add(instance);
        alive.add(instance);
        group.join(instance);
    }

    private void churn() {
        SimInstance victim = alive.remove(random.nextInt(alive.size()));
        gone++;
        unsettledSince = unsettledSince < 0 ? now : unsettledSince;
        if (random.nextBoolean()) {
            victim.die();
            at(now + SESSION_TICKS, () -> group.remove(victim));
        } else {
            for (int p = 0; p < options.partitions(); p++) {
                victim.revoked(p);
            }
            group.remove(victim);
        }
        at(now + START_TICKS, this::start);
        at(now + options.churnTicks(), this::churn);
    }

    Outcome run() {
        for (int i = 0; i < options.instances(); i++) {
            start();
        }
        if (options.churnTicks() > 0) {
            at(options.churnTicks(), this::churn);
        }
        while (group.results() < options.prompts()) {
            tick();
        }
        long worked = all.stream().mapToLong(SimInstance::worked).sum();
        long lost = all.stream().mapToLong(SimInstance::lost).sum();
        if (!group.allCommitted(options.promptsEach())) {
            throw new IllegalStateException("offsets aren't at the end");
        }
        return new Outcome(
                group.results(),
                now / TICKS_A_SECOND,
                (double) lost / worked,
                gone,
                settle.stream().sorted().toList(),
                group.longestMetadata());
    }

    private void tick() {
        List<Runnable> due = events.remove(now);
        if (due != null) {
            due.forEach(Runnable::run);
        }
        for (int i = 0; i < alive.size(); i++) {
            if ((now + i) % HEARTBEAT_TICKS == 0) {
                group.heartbeat(alive.get(i));
            }
            alive.get(i).tick();
        }
        if (unsettledSince >= 0 && group.settled(alive)) {
            settle.add((now - unsettledSince) / TICKS_A_SECOND);
            unsettledSince = -1;
        }
        now++;
    }
}
