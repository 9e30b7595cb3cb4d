package dev.scopestream.generator.offsets;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/**
 * The state of one partition whose records finish in any order: the lowest incomplete offset (which is what gets
 * committed), the completed ones beyond it, and how often each incomplete one was started. Offsets that were never
 * delivered (transaction markers, compacted records) count as completed.
 *
 * <p>Back-pressure bounds its encoded form, see {@link MapSpace}: {@link #admit} says {@link OffsetAdmission#FULL} where that
 * is used up, and for an offset that is {@link #SPAN} or more beyond the lowest incomplete one. At most {@link #STARTED}
 * incomplete offsets have attempts, see {@link #mayBegin}. Not thread-safe.
 */
public final class OffsetMap {
    /** Completed offsets are remembered up to this distance from the lowest incomplete one. */
    public static final int SPAN = 1 << 17;
    /** Limit of the incomplete offsets that have attempts. */
    public static final int STARTED = 160;

    private final StartedOffsets started;
    private final int attemptBase;
    private final OffsetWindow window;
    private SourceLog log = SourceLog.UNKNOWN;

    private OffsetMap(OffsetWindow window, int attemptBase, StartedOffsets started) {
        this.window = window;
        this.started = started;
        this.attemptBase = attemptBase;
    }

    /** Nothing is known beyond this offset. */
    public static OffsetMap at(long offset) {
        return at(offset, 0);
    }

    /** As {@link #at(long)}; attempts count from {@code attemptBase} + 1. */
    public static OffsetMap at(long offset, int attemptBase) {
        return new OffsetMap(new OffsetWindow(offset), attemptBase, new StartedOffsets(Map.of()));
    }

    /** A committed map: completed offsets as bits from {@code offset}, attempts by offset. */
    static OffsetMap restored(long offset, int attemptBase, BitSet done, Map<Long, Attempts> attempts) {
        return new OffsetMap(new OffsetWindow(offset, done), attemptBase, new StartedOffsets(attempts));
    }

    /** A map of its own with the same content. */
    public OffsetMap copy() {
        OffsetMap copy = new OffsetMap(window.copy(), attemptBase, started.copy());
        copy.log = log;
        return copy;
    }

    /** The log that its offsets belong to. */
    public SourceLog log() {
        return log;
    }

    /** @param id of the topic that its offsets belong to */
    public void topic(Uuid id) {
        log = log.of(id);
    }

    /** A record of this leader epoch was delivered. */
    public void leaderEpoch(Optional<Integer> epoch) {
        log = log.at(epoch);
    }

    /** The lowest incomplete offset: everything before it is completed. */
    public long committable() {
        return window.origin();
    }

    public int attemptBase() {
        return attemptBase;
    }

    /** Admitted offsets that aren't completed, without those that are passed over. */
    public int incomplete() {
        return window.heldCount();
    }

    /** The offsets that are passed over. */
    public PassedOffsets passed() {
        return new PassedOffsets(this, window);
    }

    /** Offsets from {@link #committable()} to before {@code end} that aren't completed, as far as this map knows. */
    public long incompleteBefore(long end) {
        return window.incompleteBefore(end);
    }

    /** Incomplete offsets that were started. */
    public int started() {
        return started.count();
    }

    /** Whether {@link #admit} could take so many offsets from this one on now. */
    public boolean accepts(long offset, int records) {
        return space().accepts(offset, records);
    }

    /** What its encoded form has space for. */
    MapSpace space() {
        return new MapSpace(window);
    }

    /** Admits a delivered record. Records must come in the order of their offsets. */
    public OffsetAdmission admit(long offset) {
        if (offset < window.position()) {
            return OffsetAdmission.REWOUND;
        }
        if (!accepts(offset, 1)) {
            return OffsetAdmission.FULL;
        }
        boolean fresh = window.admit(offset);
        forgetCompleted();
        return fresh ? OffsetAdmission.ADMITTED : OffsetAdmission.DONE;
    }

    /** As {@link #admit}, of a record that has its final record: never says {@link OffsetAdmission#ADMITTED}. */
    public OffsetAdmission skip(long offset) {
        OffsetAdmission admission = admit(offset);
        if (admission == OffsetAdmission.ADMITTED) {
            complete(offset);
            return OffsetAdmission.DONE;
        }
        return admission;
    }

    /** The consumer's position: all records before this offset were delivered. */
    public void advance(long to) {
        window.advance(to);
        forgetCompleted();
    }

    private void forgetCompleted() {
        started.removeBefore(window.origin());
    }

    /** An offset's attempts so far. */
    public Attempts attempts(long offset) {
        return started.attempts(offset);
    }

    /** The number of an offset's latest attempt. */
    int attempt(long offset) {
        return attemptBase + attempts(offset).started();
    }

    /**
     * Whether an attempt of this offset can be recorded.
     *
     * @param starting other offsets whose attempts are about to be recorded
     */
    public boolean mayBegin(long offset, Collection<Long> starting) {
        return started.hasSpaceFor(offset, starting) && space().mayEnd(offset);
    }

    /**
     * Counts what became of an attempt, see {@link Change.Kind}. The begin of an attempt is ignored for an offset that
     * isn't admitted, and where {@link #mayBegin} says no.
     */
    void count(long offset, Change.Kind kind) {
        if (!kind.begins() || (window.isOpen(offset) && mayBegin(offset, List.of()))) {
            started.count(offset, kind);
        }
    }

    /** Counts a further attempt of an admitted offset, beside others; ignored where {@link #mayBegin} says no. */
    public void begin(long offset) {
        count(offset, Change.Kind.BEGUN);
    }

    /** Offsets that had so many {@link Attempts#deaths} when this map was restored. */
    int suspects(int deaths) {
        return started.suspects(deaths);
    }

    /** Its final record is written. */
    public void complete(long offset) {
        if (window.isOpen(offset)) {
            started.remove(offset);
            window.complete(offset);
            forgetCompleted();
        }
    }

    /** The offset after the highest one that is completed or was delivered. */
    public long end() {
        return Math.max(window.position(), committable() + window.completed().length());
    }

    /** Whether it has its final record, as far as this map knows. */
    public boolean isDone(long offset) {
        return window.isDone(offset);
    }

    /** Bits of the completed offsets, from {@link #committable()}. */
    BitSet completed() {
        return window.completed();
    }

    /** Attempts of incomplete offsets that have any, lowest first. */
    NavigableMap<Long, Attempts> attempts() {
        return started.attempts();
    }
}
