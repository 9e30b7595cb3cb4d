package dev.scopestream.generator.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Meters of assigned and revoked partitions, and of offset maps that were lost. */
@Singleton
public final class PartitionMetrics {
    private final Counter fallbacks;
    private final Counter duplicates;
    private final Counter revoked;
    private final Counter rewinds;

    public PartitionMetrics(MeterRegistry registry) {
        this.fallbacks = registry.counter("scope.offset.map.fallbacks");
        this.duplicates = registry.counter("scope.duplicates.avoided");
        this.revoked = registry.counter("scope.partitions.revoked");
        this.rewinds = registry.counter("scope.log.rewinds");
    }

    /** Committed metadata couldn't be read. */
    public void fallback() {
        fallbacks.increment();
    }

    /** A prompt had its final record already, which only the results told. */
    public void duplicate() {
        duplicates.increment();
    }

    /** A partition's log lost records that were delivered before, or the topic was made anew. */
    public void rewound() {
        rewinds.increment();
    }

    public void revoked(int partitions) {
        revoked.increment(partitions);
    }
}
