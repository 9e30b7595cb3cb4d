package dev.scopestream.scorer.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one scorer, for any number of threads. */
public final class ScorerCounts {
    /** Number of first records of a kind that are logged; later every record at a multiple of it. */
    private static final long LOGGED = 100;

    private final Map<Count, LongAdder> adders = new EnumMap<>(Count.class);

    public ScorerCounts() {
        for (Count count : Count.values()) {
            adders.put(count, new LongAdder());
        }
    }

    public long get(Count count) {
        return adders.get(count).sum();
    }

    /** Adds one, and says whether this one is worth a line in the log. */
    boolean add(Count count) {
        LongAdder adder = adders.get(count);
        adder.increment();
        long now = adder.sum();
        return now <= LOGGED || now % LOGGED == 0;
    }
}
