package dev.scopestream.spill.rocks;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.SpillStatistics;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a store counts; see {@link SpillStatistics} for what each means. */
final class Counters {
    final LongAdder puts = new LongAdder();
    final LongAdder bytesPut = new LongAdder();
    final LongAdder gets = new LongAdder();
    final LongAdder hits = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder bytesEvicted = new LongAdder();
    final LongAdder expired = new LongAdder();
    final LongAdder deleted = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder setAside = new LongAdder();
    final LongAdder turnedOff = new LongAdder();
    private final Map<MissReason, LongAdder> misses = new EnumMap<>(MissReason.class);

    Counters() {
        for (MissReason reason : MissReason.values()) {
            misses.put(reason, new LongAdder());
        }
    }

    /** Counts a read's outcome and gives it on. */
    <T> Lookup<T> read(Lookup<T> outcome) {
        gets.increment();
        outcome.missed().ifPresentOrElse(reason -> misses.get(reason).increment(), hits::increment);
        return outcome;
    }

    SpillStatistics snapshot(SpillStatistics.State state, long liveBytes, long diskBytes) {
        Map<MissReason, Long> missed = new EnumMap<>(MissReason.class);
        misses.forEach((reason, count) -> {
            if (count.sum() > 0) {
                missed.put(reason, count.sum());
            }
        });
        return new SpillStatistics(
                state,
                puts.sum(),
                bytesPut.sum(),
                gets.sum(),
                hits.sum(),
                missed,
                evicted.sum(),
                bytesEvicted.sum(),
                expired.sum(),
                deleted.sum(),
                dropped.sum(),
                setAside.sum(),
                turnedOff.sum(),
                liveBytes,
                diskBytes);
    }
}
