package dev.scopestream.generator.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Predicate;

/** Prompts that wait for a place in the engine: suspects in a line of their own. Safe for use by many threads. */
public final class Backlog {
    private final Deque<Work> line = new ArrayDeque<>();
    private final Deque<Work> suspects = new ArrayDeque<>();

    public synchronized void add(Work work) {
        (work.suspect() ? suspects : line).addLast(work);
    }

    public synchronized boolean hasSuspect() {
        return !suspects.isEmpty();
    }

    public synchronized Optional<Work> takeSuspect() {
        return Optional.ofNullable(suspects.pollFirst());
    }

    public synchronized Optional<Work> take() {
        return Optional.ofNullable(line.pollFirst());
    }

    public synchronized void removeIf(Predicate<Work> condition) {
        line.removeIf(condition);
        suspects.removeIf(condition);
    }

    public synchronized int size() {
        return line.size() + suspects.size();
    }
}
