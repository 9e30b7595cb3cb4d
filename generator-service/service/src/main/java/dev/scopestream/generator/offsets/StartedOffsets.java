package dev.scopestream.generator.offsets;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Attempts of one partition's incomplete offsets, at most {@link OffsetMap#STARTED} offsets. Not thread-safe. */
final class StartedOffsets {
    private final NavigableMap<Long, Attempts> attempts;

    /** A copy of these attempts by offset. */
    StartedOffsets(Map<Long, Attempts> attempts) {
        this.attempts = new TreeMap<>(attempts);
    }

    int count() {
        return attempts.size();
    }

    /** An offset's attempts, {@link Attempts#NONE} when it wasn't started. */
    Attempts attempts(long offset) {
        return attempts.getOrDefault(offset, Attempts.NONE);
    }

    /** All offsets that were started, lowest first; unmodifiable. */
    NavigableMap<Long, Attempts> attempts() {
        return Collections.unmodifiableNavigableMap(attempts);
    }

    /**
     * Whether an attempt of this offset can be recorded.
     *
     * @param starting other offsets whose attempts are about to be recorded
     */
    boolean hasSpaceFor(long offset, Collection<Long> starting) {
        long added = starting.stream().filter(o -> !attempts.containsKey(o)).count();
        return attempts.containsKey(offset) || attempts.size() + added < OffsetMap.STARTED;
    }

    /** Counts a further attempt. */
    void begin(long offset) {
        attempts.put(offset, attempts(offset).begun());
    }

    /** An attempt was given up in order. */
    void release(long offset) {
        attempts.computeIfPresent(offset, (o, known) -> known.released());
    }

    void remove(long offset) {
        attempts.remove(offset);
    }

    /** Removes all offsets below this one. */
    void removeBefore(long offset) {
        attempts.headMap(offset).clear();
    }
}
