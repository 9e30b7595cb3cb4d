package dev.scopestream.scorer.service;

import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.stream.Count;
import dev.scopestream.scorer.stream.ScorerCounts;
import dev.scopestream.scorer.stream.StreamsSupervisor;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import java.util.Locale;

/** Every {@link Count} as {@code scope_scorer_records_total{what="..."}}, and whether the scorer runs. */
@Context
@Requires(property = ScorerApplication.ENABLED)
final class CountMetrics {
    CountMetrics(MeterRegistry registry, ScorerCounts counts, StreamsSupervisor supervisor) {
        for (Count count : Count.values()) {
            FunctionCounter.builder("scope.scorer.records", counts, c -> c.get(count))
                    .tag("what", count.name().toLowerCase(Locale.ROOT))
                    .description("What the scorer counts")
                    .register(registry);
        }
        Gauge.builder("scope.scorer.up", supervisor, s -> s.status().isUp() ? 1 : 0)
                .description("1 while Kafka Streams runs")
                .register(registry);
        Gauge.builder("scope.scorer.last.poll", supervisor, s -> s.status()
                        .lastPoll()
                        .map(age -> age.toMillis() / 1000.0)
                        .orElse(Double.NaN))
                .baseUnit("seconds")
                .description("Since the last poll")
                .register(registry);
    }
}
