package dev.scopestream.generator.metrics;

import dev.scopestream.generator.offsets.Prepared;
import dev.scopestream.generator.state.Delivery;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Meters of transactions and of what they deliver, and the spans of delivered requests. */
@Singleton
public final class DeliveryMetrics {
    private final RequestSpans spans;
    private final Counter chunks;
    private final Counter chunksDropped;
    private final Counter aborted;
    private final Counter deadLetters;
    private final Counter results;
    private final Counter dropped;
    private final Timer transactions;
    private final DistributionSummary mapChars;

    DeliveryMetrics(MeterRegistry registry, RequestSpans spans) {
        this.spans = spans;
        this.chunks = registry.counter("scope.chunks.sent");
        this.chunksDropped = registry.counter("scope.chunks.dropped");
        this.aborted = registry.counter("scope.transactions.aborted");
        this.deadLetters = registry.counter("scope.dead.letters");
        this.results = registry.counter("scope.results.delivered");
        this.dropped = registry.counter("scope.duplicates.dropped");
        this.transactions = Timer.builder("scope.transactions").register(registry);
        this.mapChars = DistributionSummary.builder("scope.offset.map.chars")
                .baseUnit("chars")
                .register(registry);
    }

    /** A transaction was committed. */
    public void committed(Prepared prepared, List<Delivery.Final> finals, long nanos) {
        transactions.record(nanos, TimeUnit.NANOSECONDS);
        for (Delivery.Final done : finals) {
            if (done instanceof Delivery.Result result) {
                spans.delivered(result, nanos);
            }
        }
        prepared.offsets().values().forEach(at -> mapChars.record(at.metadata().length()));
        count(deadLetters, finals, Delivery.Refused.class);
        count(results, finals, Delivery.Result.class);
        count(dropped, finals, Delivery.Duplicate.class);
    }

    private static void count(Counter counter, List<Delivery.Final> finals, Class<? extends Delivery.Final> kind) {
        counter.increment((double) finals.stream().filter(kind::isInstance).count());
    }

    /** A transaction was aborted. */
    public void aborted() {
        aborted.increment();
    }

    /** A chunk was sent. */
    public void chunk() {
        chunks.increment();
    }

    /** So many chunks can't be stored. */
    public void chunksDropped(int count) {
        chunksDropped.increment(count);
    }

    /** Results delivered since the start. */
    public long results() {
        return (long) results.count();
    }

    /** Dead letters delivered since the start. */
    public long deadLetters() {
        return (long) deadLetters.count();
    }
}
