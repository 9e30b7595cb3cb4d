package dev.scopestream.cli.dataset;

import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.ResultEvent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the topics hold of a run's requests, whenever it was written. A record that comes twice counts once; records of
 * other runs don't count. For one thread.
 */
final class RunJournal {
    private final Set<String> ids;
    private final Set<String> sent = new HashSet<>();
    private final Map<String, ResultEvent> results = new HashMap<>();
    private final Map<String, DeadLetter> refused = new HashMap<>();
    private final Map<String, AccuracyEvent> scores = new HashMap<>();
    private long tokens;

    RunJournal(Collection<String> ids) {
        this.ids = Set.copyOf(ids);
    }

    void sent(String id) {
        if (ids.contains(id)) {
            sent.add(id);
        }
    }

    /** A chunk came. */
    void generated(String id, int count) {
        if (ids.contains(id)) {
            tokens += count;
        }
    }

    void finished(ResultEvent result) {
        if (ids.contains(result.id())) {
            results.putIfAbsent(result.id(), result);
        }
    }

    void refused(String id, DeadLetter letter) {
        if (ids.contains(id)) {
            refused.put(id, letter);
        }
    }

    /** The last one holds: the scorer corrects itself when a reference changes. */
    void scored(AccuracyEvent score) {
        if (ids.contains(score.id())) {
            scores.put(score.id(), score);
        }
    }

    /** Forgets what was refused, since it is sent again. */
    void forgetRefused() {
        refused.clear();
    }

    /** Whether it needn't be sent: it is waiting, refused or done. */
    boolean isKnown(String id) {
        return sent.contains(id) || results.containsKey(id) || refused.containsKey(id);
    }

    boolean isFinished(String id) {
        return results.containsKey(id);
    }

    int total() {
        return ids.size();
    }

    /** Requests of which nothing else will come: served or refused. */
    int settled() {
        long lost =
                refused.keySet().stream().filter(id -> !results.containsKey(id)).count();
        return results.size() + (int) lost;
    }

    boolean done() {
        return settled() >= ids.size();
    }

    int served() {
        return results.size();
    }

    /** Requests that have a score. */
    int scored() {
        return scores.size();
    }

    /** Whether every result has its score. */
    boolean allScored() {
        return scores.keySet().containsAll(results.keySet());
    }

    /** Tokens of chunks so far. */
    long tokens() {
        return tokens;
    }

    Optional<ResultEvent> result(String id) {
        return Optional.ofNullable(results.get(id));
    }

    Optional<AccuracyEvent> score(String id) {
        return Optional.ofNullable(scores.get(id));
    }

    /** What was refused and not served since. */
    Map<String, DeadLetter> refused() {
        Map<String, DeadLetter> left = new HashMap<>(refused);
        left.keySet().removeAll(results.keySet());
        return left;
    }
}
