package dev.scopestream.generator.resume;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Meters of saved and resumed requests, {@code scope.checkpoints.*} and {@code scope.resumed.*}. */
@Singleton
public final class CheckpointMetrics {
    private final MeterRegistry registry;
    private final Counter saved;
    private final Counter skipped;
    private final Timer time;
    private final DistributionSummary size;
    private final Counter requests;
    private final Counter tokens;
    private final Counter moved;

    public CheckpointMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.saved = registry.counter("scope.checkpoints.saved");
        this.skipped = registry.counter("scope.checkpoints.skipped");
        this.time = Timer.builder("scope.checkpoints.time").register(registry);
        this.size = DistributionSummary.builder("scope.checkpoints.size")
                .baseUnit("bytes")
                .register(registry);
        this.requests = registry.counter("scope.resumed.requests");
        this.tokens = registry.counter("scope.resumed.tokens");
        this.moved = registry.counter("scope.resumed.moved");
    }

    /**
     * A request was to be saved.
     *
     * @param stored false: the write queue had no space for it
     * @param nanos for which decoding waited
     */
    public void saved(boolean stored, long bytes, long nanos) {
        (stored ? saved : skipped).increment();
        size.record((double) bytes);
        time.record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * A request was resumed with this number of tokens.
     *
     * @param elsewhere another instance had saved it
     */
    public void resumed(int generated, boolean elsewhere) {
        requests.increment();
        moved.increment(elsewhere ? 1 : 0);
        tokens.increment(generated);
    }

    /** A checkpoint was not used. */
    public void ignored(String reason) {
        registry.counter("scope.checkpoints.ignored", "reason", reason.toLowerCase(Locale.ROOT))
                .increment();
    }
}
