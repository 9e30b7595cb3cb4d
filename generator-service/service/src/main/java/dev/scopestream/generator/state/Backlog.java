package dev.scopestream.generator.state;

import dev.scopestream.generator.prompt.AdmittedPrompt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
import java.util.stream.Stream;

/**
 * Prompts that wait for the engines. Tenants share the engines by their weights (start-time fair queuing, Goyal, Vin and
 * Cheng 1996, with a prompt's tokens as its cost), independent of their numbers of prompts. Of a tenant's own prompts the
 * one with the highest priority goes first, then the one with the earliest deadline. Suspects have a queue of their own.
 * Safe for use by many threads.
 */
public final class Backlog {
    /** For the order, a prompt without a deadline has one so long after it was polled: others can't starve it. */
    private static final Duration NO_DEADLINE = Duration.ofHours(1);

    private record Waiting(AdmittedPrompt prompt, long due, long order) {}

    private static final Comparator<Waiting> BY_DEADLINE =
            Comparator.<Waiting>comparingLong(w -> w.due).thenComparingLong(w -> w.order);
    private static final Comparator<Waiting> ORDER =
            Comparator.<Waiting>comparingInt(w -> -w.prompt.sender().priority()).thenComparing(BY_DEADLINE);

    private final Map<String, NavigableSet<Waiting>> lanes = new HashMap<>();
    private final TenantTags tags;
    /** The prompts that have a deadline. */
    private final NavigableSet<Waiting> expiring = new TreeSet<>(BY_DEADLINE);

    private final Deque<AdmittedPrompt> suspects = new ArrayDeque<>();
    private final Clock clock;
    private long orders;
    private int waiting;

    /** @param weights of tenants; the others have weight 1 */
    public Backlog(Map<String, Integer> weights, Clock clock) {
        this.tags = new TenantTags(weights);
        this.clock = clock;
    }

    public synchronized void add(AdmittedPrompt prompt) {
        waiting++;
        if (prompt.suspect()) {
            suspects.addLast(prompt);
            return;
        }
        Instant due = prompt.deadline().orElseGet(() -> clock.instant().plus(NO_DEADLINE));
        Waiting added = new Waiting(prompt, due.toEpochMilli(), orders++);
        String tenant = prompt.sender().tenant();
        NavigableSet<Waiting> lane = lanes.get(tenant);
        if (lane == null) {
            lane = new TreeSet<>(ORDER);
            lanes.put(tenant, lane);
            tags.arrived(tenant);
        }
        lane.add(added);
        if (prompt.deadline().isPresent()) {
            expiring.add(added);
        }
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

    /** A prompt whose deadline has passed; it takes nobody's turn. */
    public synchronized Optional<AdmittedPrompt> takeExpired(Predicate<AdmittedPrompt> may) {
        long now = clock.millis();
        for (Waiting next : expiring) {
            if (next.due >= now) {
                break;
            }
            if (may.test(next.prompt)) {
                remove(next);
                return Optional.of(next.prompt);
            }
        }
        return Optional.empty();
    }

    /** The next prompt in turn that may start. */
    public synchronized Optional<AdmittedPrompt> take(Predicate<AdmittedPrompt> may) {
        for (String tenant : tags.turns(lanes.keySet())) {
            Optional<Waiting> next =
                    lanes.get(tenant).stream().filter(w -> may.test(w.prompt)).findFirst();
            if (next.isPresent()) {
                tags.started(tenant, next.get().prompt.cost());
                remove(next.get());
                return Optional.of(next.get().prompt);
            }
        }
        return Optional.empty();
    }

    private void remove(Waiting taken) {
        String tenant = taken.prompt.sender().tenant();
        NavigableSet<Waiting> lane = lanes.get(tenant);
        lane.remove(taken);
        expiring.remove(taken);
        waiting--;
        if (lane.isEmpty()) {
            lanes.remove(tenant);
            tags.emptied(tenant);
        }
    }

    public synchronized void removeIf(Predicate<AdmittedPrompt> condition) {
        List<Waiting> gone = lanes.values().stream()
                .flatMap(NavigableSet::stream)
                .filter(w -> condition.test(w.prompt))
                .toList();
        gone.forEach(this::remove);
        int before = suspects.size();
        suspects.removeIf(condition);
        waiting -= before - suspects.size();
    }

    /** How many of these prompts wait. */
    public synchronized int count(Predicate<AdmittedPrompt> condition) {
        return (int) all().filter(condition).count();
    }

    public synchronized int size() {
        return waiting;
    }

    private Stream<AdmittedPrompt> all() {
        return Stream.concat(
                suspects.stream(),
                lanes.values().stream().flatMap(NavigableSet::stream).map(Waiting::prompt));
    }

    /** Age of the oldest prompt that waits, by its record's time; zero when there is none. */
    public synchronized Duration oldest() {
        long oldest =
                all().mapToLong(prompt -> prompt.record().timestamp()).min().orElse(Long.MAX_VALUE);
        return Duration.ofMillis(Math.max(0, clock.millis() - Math.min(clock.millis(), oldest)));
    }
}
