package dev.scopestream.generator.metrics;

import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.GeneratorStats;
import dev.scopestream.generator.delivery.Item;
import dev.scopestream.generator.intake.Flow;
import dev.scopestream.generator.offsets.Prepared;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * What is counted and timed. Names of requests are those of OpenTelemetry's semantic conventions for generative AI
 * ({@code gen_ai.*}); the rest is {@code scope.*}.
 */
public final class GeneratorMetrics {
    /** Bucket boundaries, as the conventions recommend them. */
    private static final Duration[] FIRST_TOKEN =
            seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60);

    private static final Duration[] TOKEN =
            seconds(0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);

    private static final Duration[] DURATION = seconds(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 300, 1000, 3600);

    private final MeterRegistry registry;
    private final String model;
    private final Timer firstToken;
    private final Counter chunks;
    private final Counter aborted;
    private final Counter deadLetters;
    private final Counter results;
    private final LongAdder tokens = new LongAdder();
    private final Counter fallbacks;
    private final Counter duplicates;
    private final Counter dropped;
    private final Counter revoked;
    private final Timer transactions;
    private final DistributionSummary mapBytes;
    private final CheckpointMetrics checkpoints;
    /** The registry refers to them weakly. */
    private final List<Supplier<Number>> counted = new ArrayList<>();

    public GeneratorMetrics(MeterRegistry registry, String model) {
        this.registry = registry;
        this.model = model;
        this.firstToken = Timer.builder("gen_ai.server.time_to_first_token")
                .tag("gen_ai.response.model", model)
                .serviceLevelObjectives(FIRST_TOKEN)
                .register(registry);
        this.chunks = registry.counter("scope.chunks.sent");
        this.aborted = registry.counter("scope.transactions.aborted");
        this.deadLetters = registry.counter("scope.dead.letters");
        this.results = registry.counter("scope.results.delivered");
        this.fallbacks = registry.counter("scope.offset.map.fallbacks");
        this.duplicates = registry.counter("scope.duplicates.avoided");
        this.dropped = registry.counter("scope.duplicates.dropped");
        this.revoked = registry.counter("scope.partitions.revoked");
        this.transactions = Timer.builder("scope.transactions").register(registry);
        this.mapBytes = DistributionSummary.builder("scope.offset.map.chars")
                .baseUnit("chars")
                .register(registry);
        this.checkpoints = new CheckpointMetrics(registry);
    }

    public CheckpointMetrics checkpoints() {
        return checkpoints;
    }

    /** Gauges of what is under way. */
    public void watch(Supplier<EngineLoad> load, Flow flow) {
        gauge("scope.engine.queued", () -> load.get().queued());
        gauge("scope.engine.running", () -> load.get().running());
        gauge("scope.kv.bytes.held", () -> load.get().kvBytesHeld());
        gauge("scope.kv.bytes.limit", () -> load.get().kvBytesLimit());
        gauge("scope.backlog.records", flow.backlog()::size);
        gauge("scope.held.records", flow.held()::records);
        gauge("scope.held.bytes", flow.held()::bytes);
        gauge("scope.partitions.assigned", () -> flow.ledger().partitions().size());
        gauge("scope.records.in.flight", flow.ledger()::incomplete);
        gauge("scope.duplicates.ids.known", flow.ids()::size);
    }

    /** What one of the workers has, and had. */
    public void worker(int number, Supplier<Number> requests, Supplier<Number> served) {
        String worker = Integer.toString(number);
        Gauge.builder("scope.worker.requests", requests).tag("worker", worker).register(registry);
        counted.add(served);
        FunctionCounter.builder("scope.worker.served", served, v -> v.get().doubleValue())
                .tag("worker", worker)
                .register(registry);
    }

    /** What prompts had in common. */
    public void watch(Supplier<PrefixStatistics> prefixes) {
        counter("scope.prefix.hits", () -> prefixes.get().hits());
        counter("scope.prefix.misses", () -> prefixes.get().misses());
        counter("scope.prefix.tokens.reused", () -> prefixes.get().reusedTokens());
        counter("scope.prefix.loaded", () -> prefixes.get().loaded());
        counter("scope.prefix.rejected", () -> prefixes.get().rejected());
        gauge("scope.prefix.bytes", () -> prefixes.get().bytes());
    }

    private void counter(String name, Supplier<Number> value) {
        counted.add(value);
        FunctionCounter.builder(name, value, v -> v.get().doubleValue()).register(registry);
    }

    /** A number of our own, read when asked for. */
    public void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).register(registry);
    }

    public void firstToken(long nanos) {
        firstToken.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A generation ended, its result is not delivered yet. */
    public void finished(ResultEvent result) {
        Timer.builder("gen_ai.server.request.duration")
                .tag("gen_ai.response.model", model)
                .tag("gen_ai.response.finish_reason", result.finishReason().wire())
                .serviceLevelObjectives(DURATION)
                .register(registry)
                .record(millis(result.timings().totalMs()));
        if (result.usage().completionTokens() > 1) {
            Timer.builder("gen_ai.server.time_per_output_token")
                    .tag("gen_ai.response.model", model)
                    .serviceLevelObjectives(TOKEN)
                    .register(registry)
                    .record(millis(result.timings().timePerOutputTokenMs()));
        }
        tokens("input", result.usage().promptTokens());
        tokens.add(result.usage().completionTokens());
        tokens("output", result.usage().completionTokens());
        registry.counter("scope.kv.evicted", "phase", "prefill")
                .increment((double) result.kv().evictedPrefill());
        registry.counter("scope.kv.evicted", "phase", "decode")
                .increment((double) result.kv().evictedDecode());
    }

    private void tokens(String type, int count) {
        registry.counter("gen_ai.client.token.usage", "gen_ai.token.type", type, "gen_ai.response.model", model)
                .increment(count);
    }

    private static Duration[] seconds(double... values) {
        return Arrays.stream(values).mapToObj(v -> millis(v * 1000)).toArray(Duration[]::new);
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }

    /** A transaction went through. */
    public void committed(Prepared prepared, List<Item.Final> finals, long nanos) {
        transactions.record(nanos, TimeUnit.NANOSECONDS);
        prepared.offsets().values().forEach(at -> mapBytes.record(at.metadata().length()));
        long refused = finals.stream().filter(Item.Refused.class::isInstance).count();
        deadLetters.increment((double) refused);
        results.increment(
                (double) finals.stream().filter(Item.Result.class::isInstance).count());
        dropped.increment((double)
                finals.stream().filter(Item.Duplicate.class::isInstance).count());
    }

    public GeneratorStats stats(EngineLoad load, Flow flow) {
        return new GeneratorStats(
                flow.ledger().partitions().size(),
                flow.held().records(),
                load.running(),
                load.kvBytesHeld(),
                (long) results.count(),
                (long) deadLetters.count(),
                tokens.sum(),
                flow.ids().size());
    }

    public void aborted() {
        aborted.increment();
    }

    public void chunk() {
        chunks.increment();
    }

    /** Committed metadata couldn't be read. */
    public void fallback() {
        fallbacks.increment();
    }

    /** A record had its final record already, which only the results told. */
    public void duplicate() {
        duplicates.increment();
    }

    public void revoked(int partitions) {
        revoked.increment(partitions);
    }
}
