package dev.scopestream.generator.offsets;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Attempts of one partition's incomplete offsets, at most {@link OffsetMap#STARTED} offsets. Not thread-safe. */
final class StartedOffsets {
    private final NavigableMap<Long, Attempts> attempts;
    /** How many offsets had so many deaths at the beginning. */
    private final Map<Integer, Long> suspects;

    /** A copy of these attempts by offset. */
    StartedOffsets(Map<Long, Attempts> attempts) {
        this(
                attempts,
                attempts.values().stream().collect(Collectors.groupingBy(Attempts::deaths, Collectors.counting())));
    }

    private StartedOffsets(Map<Long, Attempts> attempts, Map<Integer, Long> suspects) {
        this.attempts = new TreeMap<>(attempts);
        this.suspects = Map.copyOf(suspects);
    }

    StartedOffsets copy() {
        return new StartedOffsets(attempts, suspects);
    }

    /** Offsets that had so many {@link Attempts#deaths} when this was made; a copy says the same. */
    int suspects(int deaths) {
        return Math.toIntExact(suspects.getOrDefault(deaths, 0L));
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

    /** Counts what became of an attempt. */
    void count(long offset, Change.Kind kind) {
        switch (kind) {
            case BEGUN -> attempts.put(offset, attempts(offset).begun());
            case BEGUN_ALONE -> attempts.put(offset, attempts(offset).begunAlone());
            case JOINED -> attempts.computeIfPresent(offset, (o, known) -> known.joined());
            case RELEASED -> attempts.computeIfPresent(offset, (o, known) -> known.released());
            case RELEASED_ALONE -> attempts.computeIfPresent(offset, (o, known) -> known.releasedAlone());
            case DONE -> attempts.remove(offset);
        }
    }

    void remove(long offset) {
        attempts.remove(offset);
    }

    /** Removes all offsets below this one. */
    void removeBefore(long offset) {
        attempts.headMap(offset).clear();
    }
}
