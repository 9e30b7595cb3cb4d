package dev.scopestream.generator.offsets;

import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What has been done of one partition, when records finish in any order: the lowest incomplete offset (which is what
 * gets committed), the completed ones beyond it, and how often each incomplete one was started. Offsets that were never
 * delivered (transaction markers, compacted records) count as done.
 *
 * <p>Back-pressure makes its encoded form fit, always: {@link #admit} says {@link Admission#FULL} for an offset that is
 * {@link #SPAN} or more beyond the lowest incomplete one, and when {@link #IN_FLIGHT} are incomplete. Not thread-safe.
 */
public final class OffsetMap {
    /** Completed offsets are remembered up to this distance from the lowest incomplete one. */
    public static final int SPAN = 1 << 14;

    /** At most so many admitted offsets are incomplete at a time. */
    public static final int IN_FLIGHT = 160;

    /** What becomes of a delivered record. */
    public enum Admission {
        /** It is to be served. */
        ADMITTED,
        /** It has its final record already, or is being served. */
        DONE,
        /** Not now: deliver it again, once {@link OffsetMap#accepts} says so. */
        FULL,
        /** It lies before everything known: the log began anew, and so must the map. */
        BEHIND
    }

    private final NavigableMap<Long, Attempts> inFlight = new TreeMap<>();
    private final NavigableMap<Long, Attempts> remembered = new TreeMap<>();
    private final int attemptBase;
    private BitSet done = new BitSet();
    private long origin;
    private long position;

    private OffsetMap(long offset, int attemptBase) {
        this.origin = offset;
        this.position = offset;
        this.attemptBase = attemptBase;
    }

    /** Nothing is known beyond this offset. */
    public static OffsetMap at(long offset) {
        return at(offset, 0);
    }

    /** As {@link #at(long)}; attempts count from {@code attemptBase} + 1. */
    public static OffsetMap at(long offset, int attemptBase) {
        return new OffsetMap(offset, attemptBase);
    }

    /** What a committed map says: completed offsets as bits from {@code offset}, attempts by offset. */
    static OffsetMap restored(long offset, int attemptBase, BitSet done, Map<Long, Attempts> attempts) {
        OffsetMap map = new OffsetMap(offset, attemptBase);
        map.done = (BitSet) done.clone();
        map.remembered.putAll(attempts);
        return map;
    }

    /** A map of its own with the same content. */
    public OffsetMap copy() {
        OffsetMap map = new OffsetMap(origin, attemptBase);
        map.position = position;
        map.done = (BitSet) done.clone();
        map.inFlight.putAll(inFlight);
        map.remembered.putAll(remembered);
        return map;
    }

    /** The lowest incomplete offset: everything before it is done. */
    public long committable() {
        return inFlight.isEmpty() ? position : inFlight.firstKey();
    }

    public int attemptBase() {
        return attemptBase;
    }

    public int incomplete() {
        return inFlight.size();
    }

    /** Whether {@link #admit} could take this offset now. */
    public boolean accepts(long offset) {
        return inFlight.size() < IN_FLIGHT && offset - committable() < SPAN;
    }

    /** Takes notice of a delivered record. Records must come in the order of their offsets. */
    public Admission admit(long offset) {
        if (offset < committable()) {
            return Admission.BEHIND;
        }
        if (offset < position) {
            return Admission.DONE;
        }
        if (isDone(offset)) {
            position = offset + 1;
            settle();
            return Admission.DONE;
        }
        if (!inFlight.isEmpty() && !accepts(offset)) {
            return Admission.FULL;
        }
        inFlight.put(offset, remembered.getOrDefault(offset, Attempts.NONE));
        position = offset + 1;
        settle();
        return Admission.ADMITTED;
    }

    /** The log has nothing for us before this offset, as the consumer's position says. */
    public void advance(long to) {
        position = Math.max(position, to);
        settle();
    }

    /** An offset's attempts so far. */
    public Attempts attempts(long offset) {
        Attempts known = inFlight.get(offset);
        return known != null ? known : remembered.getOrDefault(offset, Attempts.NONE);
    }

    /** Counts a further attempt of an admitted offset. */
    public void begin(long offset) {
        inFlight.computeIfPresent(offset, (o, attempts) -> attempts.begun());
    }

    /** An attempt was given up in order: whoever serves it next has nothing to suspect. */
    public void release(long offset) {
        inFlight.computeIfPresent(offset, (o, attempts) -> attempts.released());
    }

    /** Its final record is written. */
    public void complete(long offset) {
        if (inFlight.remove(offset) != null) {
            done.set(Math.toIntExact(offset - origin));
            settle();
        }
    }

    /** Marks an offset that isn't delivered yet as completed; beyond {@link #SPAN} it is ignored. */
    public void completedElsewhere(long offset) {
        if (offset >= position && offset - origin < SPAN) {
            done.set(Math.toIntExact(offset - origin));
        }
    }

    private boolean isDone(long offset) {
        long bit = offset - origin;
        return bit < SPAN && done.get((int) bit);
    }

    private void settle() {
        long base = committable();
        if (base > origin) {
            long shift = base - origin;
            done = shift >= done.length() ? new BitSet() : done.get((int) shift, done.length());
            origin = base;
            remembered.headMap(base).clear();
        }
    }

    /** Bits of the completed offsets, from {@link #committable()}. */
    BitSet completed() {
        return (BitSet) done.clone();
    }

    /**
     * Attempts of incomplete offsets that have any, lowest first. There are at most {@link #IN_FLIGHT}: whoever started
     * them had admitted the lowest incomplete ones, and completing others only moves them down.
     */
    NavigableMap<Long, Attempts> attempts() {
        NavigableMap<Long, Attempts> all = new TreeMap<>(remembered.tailMap(position));
        all.keySet().removeIf(this::isDone);
        all.putAll(inFlight);
        all.values().removeIf(Attempts.NONE::equals);
        while (all.size() > IN_FLIGHT) {
            all.pollLastEntry();
        }
        return Collections.unmodifiableNavigableMap(all);
    }
}
