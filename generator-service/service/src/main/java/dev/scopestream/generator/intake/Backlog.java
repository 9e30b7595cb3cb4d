package dev.scopestream.generator.intake;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Prompts that wait for a place in the engine. Tenants share it by their weights, whoever sends more (stride scheduling,
 * Waldspurger 1995, with a prompt's tokens as its cost); a priority orders only a tenant's own prompts. Suspects have a
 * line of their own. Safe for use by many threads.
 */
public final class Backlog {
    private record Waiting(Work work, long order) {}

    private static final Comparator<Waiting> ORDER =
            Comparator.<Waiting>comparingInt(w -> -w.work.sender().priority()).thenComparingLong(w -> w.order);

    /** One tenant's prompts; the lower the pass, the sooner its turn. */
    private static final class Lane {
        private final NavigableSet<Waiting> line = new TreeSet<>(ORDER);
        private final int weight;
        private double pass;

        Lane(int weight, double pass) {
            this.weight = weight;
            this.pass = pass;
        }
    }

    private final Map<String, Integer> weights;
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Deque<Work> suspects = new ArrayDeque<>();
    private double now;
    private long orders;
    private int waiting;

    /** @param weights of tenants; those that aren't here have weight 1 */
    public Backlog(Map<String, Integer> weights) {
        this.weights = Map.copyOf(weights);
    }

    public synchronized void add(Work work) {
        waiting++;
        if (work.suspect()) {
            suspects.addLast(work);
            return;
        }
        String tenant = work.sender().tenant();
        lanes.computeIfAbsent(tenant, t -> new Lane(weights.getOrDefault(t, 1), now))
                .line
                .add(new Waiting(work, orders++));
    }

    public synchronized boolean hasSuspect() {
        return !suspects.isEmpty();
    }

    /** The next suspect of those that may start. */
    public synchronized Optional<Work> takeSuspect(Predicate<Work> may) {
        Optional<Work> work = suspects.stream().filter(may).findFirst();
        waiting -= work.filter(suspects::remove).isPresent() ? 1 : 0;
        return work;
    }

    /** The next one in turn, of those that may start. */
    public synchronized Optional<Work> take(Predicate<Work> may) {
        List<Map.Entry<String, Lane>> turns = lanes.entrySet().stream()
                .sorted(Comparator.comparingDouble(e -> e.getValue().pass))
                .toList();
        for (Map.Entry<String, Lane> turn : turns) {
            Lane lane = turn.getValue();
            Optional<Waiting> next =
                    lane.line.stream().filter(w -> may.test(w.work)).findFirst();
            if (next.isPresent()) {
                lane.line.remove(next.get());
                now = Math.max(now, lane.pass);
                lane.pass += (double) next.get().work.cost() / lane.weight;
                waiting--;
                if (lane.line.isEmpty()) {
                    lanes.remove(turn.getKey());
                }
                return Optional.of(next.get().work);
            }
        }
        return Optional.empty();
    }

    public synchronized void removeIf(Predicate<Work> condition) {
        lanes.values().forEach(lane -> lane.line.removeIf(w -> condition.test(w.work)));
        lanes.values().removeIf(lane -> lane.line.isEmpty());
        suspects.removeIf(condition);
        waiting = suspects.size()
                + lanes.values().stream().mapToInt(lane -> lane.line.size()).sum();
    }

    public synchronized int size() {
        return waiting;
    }
}
