package dev.scopestream.generator.offsets;

/**
 * The offsets of one partition that were delivered and passed over: they are incomplete, nobody holds their records, and
 * they are to be read again. Not thread-safe.
 */
public final class PassedOffsets {
    private final OffsetMap map;
    private final OffsetWindow window;

    PassedOffsets(OffsetMap map, OffsetWindow window) {
        this.map = map;
        this.window = window;
    }

    /** How many there are. */
    public int count() {
        return window.passedCount();
    }

    public boolean contains(long offset) {
        return window.isPassed(offset);
    }

    /** As {@link OffsetMap#admit}, of a record that isn't served yet: says {@link OffsetAdmission#PASSED} instead of ADMITTED. */
    OffsetAdmission pass(long offset) {
        OffsetAdmission admission = map.admit(offset);
        if (admission == OffsetAdmission.ADMITTED) {
            window.pass(offset);
            return OffsetAdmission.PASSED;
        }
        return admission;
    }

    /**
     * Admits a record that was read again: {@link OffsetAdmission#FULL} when the map has no space for its completion,
     * {@link OffsetAdmission#DONE} when it isn't passed over.
     */
    OffsetAdmission admit(long offset) {
        if (!window.isPassed(offset)) {
            return OffsetAdmission.DONE;
        }
        if (!map.space().mayEnd(offset)) {
            return OffsetAdmission.FULL;
        }
        window.take(offset);
        return OffsetAdmission.ADMITTED;
    }

    /**
     * Completes those of these offsets that are passed over: their records aren't in the log any more.
     *
     * @param to the offset after the last one
     * @return how many they were
     */
    public int gone(long from, long to) {
        int count = 0;
        for (long offset = Math.max(from, map.committable()); offset < to; offset++) {
            if (window.isPassed(offset)) {
                map.complete(offset);
                count++;
            }
        }
        return count;
    }
}
