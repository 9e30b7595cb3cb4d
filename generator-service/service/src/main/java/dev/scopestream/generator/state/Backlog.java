package dev.scopestream.generator.state;

import dev.scopestream.generator.prompt.AdmittedPrompt;
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
 * Prompts that wait for the engines. Tenants share the engines by their weights (stride scheduling, Waldspurger 1995,
 * with a prompt's tokens as its cost), independent of their numbers of prompts. A priority orders only a tenant's own
 * prompts. Suspects have a
 * queue of their own. Safe for use by many threads.
 */
public final class Backlog {
    private record Waiting(AdmittedPrompt prompt, long order) {}

    private static final Comparator<Waiting> ORDER =
            Comparator.<Waiting>comparingInt(w -> -w.prompt.sender().priority()).thenComparingLong(w -> w.order);

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
    private final Deque<AdmittedPrompt> suspects = new ArrayDeque<>();
    private double now;
    private long orders;
    private int waiting;

    /** @param weights of tenants; the others have weight 1 */
    public Backlog(Map<String, Integer> weights) {
        this.weights = Map.copyOf(weights);
    }

    public synchronized void add(AdmittedPrompt prompt) {
        waiting++;
        if (prompt.suspect()) {
            suspects.addLast(prompt);
            return;
        }
        String tenant = prompt.sender().tenant();
        lanes.computeIfAbsent(tenant, t -> new Lane(weights.getOrDefault(t, 1), now))
                .line
                .add(new Waiting(prompt, orders++));
    }

    /** Whether there is such a suspect. */
    public synchronized boolean hasSuspect(Predicate<AdmittedPrompt> condition) {
        return suspects.stream().anyMatch(condition);
    }

    /** The next suspect that may start. */
    public synchronized Optional<AdmittedPrompt> takeSuspect(Predicate<AdmittedPrompt> may) {
        Optional<AdmittedPrompt> prompt = suspects.stream().filter(may).findFirst();
        waiting -= prompt.filter(suspects::remove).isPresent() ? 1 : 0;
        return prompt;
    }

    /** The next prompt in turn that may start. */
    public synchronized Optional<AdmittedPrompt> take(Predicate<AdmittedPrompt> may) {
        List<Map.Entry<String, Lane>> turns = lanes.entrySet().stream()
                .sorted(Comparator.comparingDouble(e -> e.getValue().pass))
                .toList();
        for (Map.Entry<String, Lane> turn : turns) {
            Lane lane = turn.getValue();
            Optional<Waiting> next =
                    lane.line.stream().filter(w -> may.test(w.prompt)).findFirst();
            if (next.isPresent()) {
                lane.line.remove(next.get());
                now = Math.max(now, lane.pass);
                lane.pass += (double) next.get().prompt.cost() / lane.weight;
                waiting--;
                if (lane.line.isEmpty()) {
                    lanes.remove(turn.getKey());
                }
                return Optional.of(next.get().prompt);
            }
        }
        return Optional.empty();
    }

    public synchronized void removeIf(Predicate<AdmittedPrompt> condition) {
        lanes.values().forEach(lane -> lane.line.removeIf(w -> condition.test(w.prompt)));
        lanes.values().removeIf(lane -> lane.line.isEmpty());
        suspects.removeIf(condition);
        waiting = suspects.size()
                + lanes.values().stream().mapToInt(lane -> lane.line.size()).sum();
    }

    public synchronized int size() {
        return waiting;
    }
}
