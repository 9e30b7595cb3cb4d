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
 * {@link #SPAN} or more beyond the lowest incomplete one, and {@link #mayBegin} allows at most {@link #STARTED}
 * incomplete offsets to have attempts. Not thread-safe.
 */
public final class OffsetMap {
    /** Completed offsets are remembered up to this distance from the lowest incomplete one. */
    public static final int SPAN = 1 << 14;

    /** At most so many incomplete offsets have attempts. */
    public static final int STARTED = 160;

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

    private final NavigableMap<Long, Attempts> attempts = new TreeMap<>();
    private final int attemptBase;

    /** Where both sets of bits begin: {@link #committable()}. */
    private long origin;

    private BitSet open = new BitSet();
    private BitSet done = new BitSet();
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
        map.attempts.putAll(attempts);
        return map;
    }

    /** A map of its own with the same content. */
    public OffsetMap copy() {
        OffsetMap map = new OffsetMap(origin, attemptBase);
        map.position = position;
        map.open = (BitSet) open.clone();
        map.done = (BitSet) done.clone();
        map.attempts.putAll(attempts);
        return map;
    }

    /** The lowest incomplete offset: everything before it is done. */
    public long committable() {
        return origin;
    }

    public int attemptBase() {
        return attemptBase;
    }

    /** Admitted offsets that aren't completed. */
    public int incomplete() {
        return open.cardinality();
    }

    /** Offsets from {@link #committable()} to before {@code end} that aren't completed, as far as this map knows. */
    public long incompleteBefore(long end) {
        long span = Math.max(0, end - origin);
        return span - done.get(0, (int) Math.min(span, SPAN)).cardinality();
    }

    /** Incomplete offsets that were started. */
    public int started() {
        return attempts.size();
    }

    /** Whether {@link #admit} could take this offset now. */
    public boolean accepts(long offset) {
        return open.isEmpty() || offset - origin < SPAN;
    }

    /** Takes notice of a delivered record. Records must come in the order of their offsets. */
    public Admission admit(long offset) {
        if (offset < origin) {
            return Admission.BEHIND;
        }
        if (offset < position) {
            return Admission.DONE;
        }
        if (!accepts(offset)) {
            return Admission.FULL;
        }
        boolean fresh = !isDone(offset);
        position = offset;
        settle();
        if (fresh) {
            open.set(Math.toIntExact(offset - origin));
        }
        position = offset + 1;
        settle();
        return fresh ? Admission.ADMITTED : Admission.DONE;
    }

    /** The log has nothing for us before this offset, as the consumer's position says. */
    public void advance(long to) {
        position = Math.max(position, to);
        settle();
    }

    /** An offset's attempts so far. */
    public Attempts attempts(long offset) {
        return attempts.getOrDefault(offset, Attempts.NONE);
    }

    /** Whether an attempt of this offset can be recorded. */
    public boolean mayBegin(long offset) {
        return attempts.size() < STARTED || attempts.containsKey(offset);
    }

    /** Counts a further attempt of an admitted offset. */
    public void begin(long offset) {
        if (isOpen(offset)) {
            attempts.put(offset, attempts(offset).begun());
        }
    }

    /** An attempt was given up in order: whoever serves it next has nothing to suspect. */
    public void release(long offset) {
        attempts.computeIfPresent(offset, (o, known) -> known.released());
    }

    /** Its final record is written. */
    public void complete(long offset) {
        if (isOpen(offset)) {
            open.clear((int) (offset - origin));
            done.set((int) (offset - origin));
            attempts.remove(offset);
            settle();
        }
    }

    /** Marks an offset that isn't delivered yet as completed; beyond {@link #SPAN} it is ignored. */
    public void completedElsewhere(long offset) {
        if (offset >= position && offset - origin < SPAN) {
            done.set((int) (offset - origin));
            attempts.remove(offset);
        }
    }

    /** Whether it has its final record, as far as this map knows. */
    public boolean isDone(long offset) {
        return offset < origin || (offset - origin < SPAN && done.get((int) (offset - origin)));
    }

    private boolean isOpen(long offset) {
        return offset >= origin && offset - origin < SPAN && open.get((int) (offset - origin));
    }

    /** Lets the bits begin at the lowest incomplete offset. */
    private void settle() {
        long lowest = open.isEmpty() ? position : origin + open.nextSetBit(0);
        if (lowest > origin) {
            long shift = lowest - origin;
            open = shifted(open, shift);
            done = shifted(done, shift);
            attempts.headMap(lowest).clear();
            origin = lowest;
        }
    }

    private static BitSet shifted(BitSet bits, long by) {
        return by >= bits.length() ? new BitSet() : bits.get((int) by, bits.length());
    }

    /** Bits of the completed offsets, from {@link #committable()}. */
    BitSet completed() {
        return (BitSet) done.clone();
    }

    /** Attempts of incomplete offsets that have any, lowest first. */
    NavigableMap<Long, Attempts> attempts() {
        return Collections.unmodifiableNavigableMap(attempts);
    }
}
