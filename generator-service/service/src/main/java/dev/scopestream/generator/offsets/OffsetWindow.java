package dev.scopestream.generator.offsets;

import java.util.BitSet;

/**
 * The offsets of one partition from the lowest open one on. Up to the position each is open (delivered and not completed)
 * or completed; an offset that was never delivered is completed. An open one may be passed over: it's to be read again.
 * Bits count from {@link #origin}. Not thread-safe.
 */
final class OffsetWindow {
    private static final int UNKNOWN = -1;

    private long origin;
    private BitSet open = new BitSet();
    private BitSet done = new BitSet();
    /** Those of the open ones that nobody holds. */
    private BitSet passed = new BitSet();
    /** Those of the open ones that may be completed at any time. */
    private BitSet ending = new BitSet();
    /** The next offset that can be admitted. */
    private long position;
    /** See {@link CompletedSize#most}. */
    private int size = UNKNOWN;

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
        copy.passed = (BitSet) passed.clone();
        copy.ending = (BitSet) ending.clone();
        copy.size = size;
        return copy;
    }

    /** The lowest open offset; the position where nothing is open. */
    long origin() {
        return origin;
    }

    long position() {
        return position;
    }

    /** Open offsets that aren't passed over. */
    int heldCount() {
        return open.cardinality() - passed.cardinality();
    }

    int passedCount() {
        return passed.cardinality();
    }

    /** Whether so many records from this offset on lie within the span. */
    boolean spans(long offset, int records) {
        return open.isEmpty() || offset + records - 1 - origin < OffsetMap.SPAN;
    }

    /** Bytes that the completed offsets take at most, whichever that may end are completed next. */
    int size() {
        if (size == UNKNOWN) {
            size = CompletedSize.most(done, ending);
        }
        return size;
    }

    /**
     * Opens an offset at or after the position.
     *
     * @return false: it's completed already
     */
    boolean admit(long offset) {
        boolean fresh = !isDone(offset);
        advance(offset);
        if (fresh) {
            open.set(Math.toIntExact(offset - origin));
        }
        position = offset + 1;
        settle();
        return fresh;
    }

    /** Nothing before this offset will be admitted any more. */
    void advance(long to) {
        if (to > position) {
            long end = Math.min(to - origin, OffsetMap.SPAN);
            if (!open.isEmpty() && position - origin < end) {
                done.set((int) (position - origin), (int) end);
                size = UNKNOWN;
            }
            position = to;
        }
        settle();
    }

    /** Passes over an open offset. */
    void pass(long offset) {
        passed.set((int) (offset - origin));
    }

    /** It is not passed over any more. */
    void take(long offset) {
        passed.clear((int) (offset - origin));
    }

    /** An open offset may be completed at any time from now on. */
    void ending(long offset) {
        ending.set((int) (offset - origin));
        size = UNKNOWN;
    }

    /** Completes an open offset. */
    void complete(long offset) {
        int bit = (int) (offset - origin);
        open.clear(bit);
        passed.clear(bit);
        ending.clear(bit);
        done.set(bit);
        size = UNKNOWN;
        settle();
    }

    boolean isDone(long offset) {
        return offset < origin || has(done, offset);
    }

    boolean isOpen(long offset) {
        return has(open, offset);
    }

    boolean isPassed(long offset) {
        return has(passed, offset);
    }

    boolean isEnding(long offset) {
        return has(ending, offset);
    }

    private boolean has(BitSet bits, long offset) {
        return offset >= origin && offset - origin < OffsetMap.SPAN && bits.get((int) (offset - origin));
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
            passed = shifted(passed, shift);
            ending = shifted(ending, shift);
            origin = lowest;
            size = UNKNOWN;
        }
    }

    private static BitSet shifted(BitSet bits, long by) {
        return by >= bits.length() ? new BitSet() : bits.get((int) by, bits.length());
    }
}
