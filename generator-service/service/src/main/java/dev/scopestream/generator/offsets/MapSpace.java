package dev.scopestream.generator.offsets;

/**
 * The space that an offset map's encoded form has for completed offsets. Reading stops before it's used up, and so do
 * starts, except that of the lowest incomplete offset, whose completion makes space. Not thread-safe.
 */
final class MapSpace {
    /** Bytes that reading on leaves to prompts that were passed over and to those that start. */
    private static final int RESERVED = 512;

    private final OffsetWindow window;

    MapSpace(OffsetWindow window) {
        this.window = window;
    }

    /** Whether so many more offsets may be completed, whichever that may end are completed before. */
    private boolean fits(int offsets, int reserved) {
        return window.size() + offsets * CompletedSize.ONE + reserved <= OffsetMapCodec.MOST_COMPLETED;
    }

    /** Whether so many records from this offset on may be admitted now. */
    boolean accepts(long offset, int records) {
        return window.spans(offset, records) && fits(records, RESERVED);
    }

    /** Whether this open offset may be completed. */
    boolean mayEnd(long offset) {
        return window.isEnding(offset) || offset == window.origin() || fits(1, 0);
    }

    /** An open offset may be completed at any time from now on: space is kept for that. */
    void ending(long offset) {
        if (window.isOpen(offset)) {
            window.ending(offset);
        }
    }
}
