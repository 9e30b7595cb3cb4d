package dev.scopestream.generator.offsets;

import java.util.BitSet;

/**
 * The offsets of one partition from the lowest open one on: which are open (admitted and not completed), and which are
 * completed. Bits count from {@link #origin}. Not thread-safe.
 */
final class OffsetWindow {
    private long origin;
    private BitSet open = new BitSet();
    private BitSet done = new BitSet();
    /** The next offset that can be admitted. */
    private long position;

    /** Nothing is known from this offset on. */
    OffsetWindow(long offset) {
        this.origin = offset;
        this.position = offset;
    }

    /** @param done completed offsets as bits from {@code offset} */
    OffsetWindow(long offset, BitSet done) {
        this(offset);
        this.done = (BitSet) done.clone();
    }

    OffsetWindow copy() {
        OffsetWindow copy = new OffsetWindow(origin, done);
        copy.position = position;
        copy.open = (BitSet) open.clone();
        return copy;
    }

    /** The lowest open offset; the position where nothing is open. */
    long origin() {
        return origin;
    }

    long position() {
        return position;
    }

    int openCount() {
        return open.cardinality();
    }

    /** Whether an offset lies within the window. */
    boolean accepts(long offset) {
        return open.isEmpty() || offset - origin < OffsetMap.SPAN;
    }

    /**
     * Opens an offset at or after the position.
     *
     * @return false: it's completed already
     */
    boolean admit(long offset) {
        boolean fresh = !isDone(offset);
        position = offset;
        settle();
        if (fresh) {
            open.set(Math.toIntExact(offset - origin));
        }
        position = offset + 1;
        settle();
        return fresh;
    }

    /** Nothing before this offset will be admitted any more. */
    void advance(long to) {
        position = Math.max(position, to);
        settle();
    }

    /** Completes an open offset. */
    void complete(long offset) {
        open.clear((int) (offset - origin));
        done.set((int) (offset - origin));
        settle();
    }

    boolean isDone(long offset) {
        return offset < origin || (offset - origin < OffsetMap.SPAN && done.get((int) (offset - origin)));
    }

    boolean isOpen(long offset) {
        return offset >= origin && offset - origin < OffsetMap.SPAN && open.get((int) (offset - origin));
    }

    /** Offsets from the origin to before {@code end} that aren't completed. */
    long incompleteBefore(long end) {
        long span = Math.max(0, end - origin);
        return span - done.get(0, (int) Math.min(span, OffsetMap.SPAN)).cardinality();
    }

    /** Bits of the completed offsets. */
    BitSet completed() {
        return (BitSet) done.clone();
    }

    /** Moves the origin to the lowest open offset. */
    private void settle() {
        long lowest = open.isEmpty() ? position : origin + open.nextSetBit(0);
        if (lowest > origin) {
            long shift = lowest - origin;
            open = shifted(open, shift);
            done = shifted(done, shift);
            origin = lowest;
        }
    }

    private static BitSet shifted(BitSet bits, long by) {
        return by >= bits.length() ? new BitSet() : bits.get((int) by, bits.length());
    }
}
