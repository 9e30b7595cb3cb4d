package dev.scopestream.spill;

import java.util.Map;

/**
 * Counts since a store was opened, and its present size.
 *
 * @param state whether it works
 * @param puts values written (blocks and blobs)
 * @param bytesPut keys and values of them
 * @param gets reads asked for, one for each address of a multiGet
 * @param hits of them, found and right
 * @param misses of them, by reason; their sum and {@code hits} make {@code gets}
 * @param evicted values removed for the quota
 * @param bytesEvicted likewise
 * @param expired values removed for their age
 * @param deleted values removed because their request ended or they were replaced
 * @param dropped values that were not written: too large for the quota, or the store was off or failed
 * @param setAside how often a damaged or full database was put away
 * @param turnedOff how often the store went off because its disk refused
 * @param liveBytes keys and values alive
 * @param diskBytes of the database's files, garbage included
 */
public record SpillStatistics(
        State state,
        long puts,
        long bytesPut,
        long gets,
        long hits,
        Map<MissReason, Long> misses,
        long evicted,
        long bytesEvicted,
        long expired,
        long deleted,
        long dropped,
        long setAside,
        long turnedOff,
        long liveBytes,
        long diskBytes) {

    /** Whether a store stores. */
    public enum State {
        ON,
        /** The disk refuses: everything is a miss, puts are dropped, from time to time it's tried again. */
        OFF,
        CLOSED
    }

    public SpillStatistics {
        misses = Map.copyOf(misses);
    }

    /** Misses for this reason. */
    public long missed(MissReason reason) {
        return misses.getOrDefault(reason, 0L);
    }
}
