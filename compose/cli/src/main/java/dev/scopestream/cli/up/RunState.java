package dev.scopestream.cli.up;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.ResultEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How far a run is: fed with what comes out of the topics, asked by whoever shows progress. A record that comes twice
 * counts once; records of other runs count not at all. Belongs to one thread.
 */
final class RunState {
    /** Speed is taken over this time. */
    private static final long RECENT_NANOS = Duration.ofSeconds(5).toNanos();

    private final Set<String> ids;
    private final LongSupplier nanoTime;
    private final Map<String, ResultEvent> results = new LinkedHashMap<>();
    private final Map<String, AccuracyEvent> scores = new LinkedHashMap<>();
    private final Map<String, DeadLetter> deadLetters = new LinkedHashMap<>();
    private final Deque<Tokens> recent = new ArrayDeque<>();
    private final long start;
    private long tokens;

    private record Tokens(long at, int count) {}

    /**
     * @param ids of the run's requests
     * @param nanoTime a clock such as {@link System#nanoTime}
     */
    RunState(Collection<String> ids, LongSupplier nanoTime) {
        this.ids = new HashSet<>(ids);
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** A chunk of {@code count} tokens came. */
    void generated(String id, int count) {
        if (ids.contains(id)) {
            tokens += count;
            recent.addLast(new Tokens(nanoTime.getAsLong(), count));
        }
    }

    void finished(ResultEvent result) {
        if (ids.contains(result.id())) {
            results.putIfAbsent(result.id(), result);
        }
    }

    void scored(AccuracyEvent score) {
        if (ids.contains(score.id())) {
            scores.put(score.id(), score);
        }
    }

    void refused(String id, DeadLetter letter) {
        if (ids.contains(id)) {
            deadLetters.putIfAbsent(id, letter);
        }
    }

    int documents() {
        return ids.size();
    }

    /** Documents that will not change any more: scored or refused. */
    int settled() {
        return scores.size() + deadLetters.size();
    }

    /** Documents whose generation is over, scored or not. */
    int ended() {
        return results.size() + deadLetters.size();
    }

    boolean done() {
        return settled() >= ids.size();
    }

    long tokens() {
        return tokens;
    }

    Duration elapsed() {
        return Duration.ofNanos(nanoTime.getAsLong() - start);
    }

    /** Tokens a second over the last seconds. */
    double tokensPerSecond() {
        long now = nanoTime.getAsLong();
        while (!recent.isEmpty() && now - recent.peekFirst().at() > RECENT_NANOS) {
            recent.removeFirst();
        }
        long span = Math.min(RECENT_NANOS, now - start);
        return span <= 0 ? 0 : recent.stream().mapToInt(Tokens::count).sum() * 1e9 / span;
    }

    Map<String, DeadLetter> deadLetters() {
        return Map.copyOf(deadLetters);
    }

    /** The scores of these requests, as far as they came. */
    List<AccuracyEvent> scoresOf(Collection<String> requests) {
        List<AccuracyEvent> found = new ArrayList<>();
        for (String id : requests) {
            AccuracyEvent score = scores.get(id);
            if (score != null) {
                found.add(score);
            }
        }
        return found;
    }

    Collection<ResultEvent> results() {
        return List.copyOf(results.values());
    }
}
