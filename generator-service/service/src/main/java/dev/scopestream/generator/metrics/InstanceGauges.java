package dev.scopestream.generator.metrics;

import dev.scopestream.engine.EngineLoad;
import dev.scopestream.engine.PrefixStatistics;
import dev.scopestream.generator.offsets.PassedPrompts;
import dev.scopestream.generator.state.InstanceState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Meters whose values are read when somebody asks for them: load, queues, prompt prefixes, workers. */
@Singleton
public final class InstanceGauges {
    private final MeterRegistry registry;
    /** The registry refers to them weakly. */
    private final List<Supplier<Number>> counted = new ArrayList<>();

    public InstanceGauges(MeterRegistry registry, InstanceState state) {
        this.registry = registry;
        gauge("scope.backlog.records", state.backlog()::size);
        gauge("scope.backlog.oldest.seconds", () -> state.backlog().oldest().toMillis() / 1e3);
        gauge("scope.held.records", state.held()::records);
        gauge("scope.held.bytes", state.held()::bytes);
        PassedPrompts passed = new PassedPrompts(state.assigned());
        gauge("scope.passed.records", passed::count);
        gauge("scope.partitions.assigned", () -> state.assigned().partitions().size());
        gauge("scope.records.in.flight", state.assigned()::incomplete);
        gauge("scope.outputs.unavailable", () -> state.outputs().closed().size());
        gauge("scope.duplicates.ids.known", state.ids()::size);
    }

    /** @param lag prompts of the assigned partitions that aren't in memory */
    public void lag(Supplier<Number> lag) {
        gauge("scope.lag.records", lag);
    }

    /** Meters of all engines together. */
    public void engines(Supplier<EngineLoad> load, Supplier<PrefixStatistics> prefixes) {
        gauge("scope.engine.queued", () -> load.get().queued());
        gauge("scope.engine.running", () -> load.get().running());
        gauge("scope.kv.bytes.held", () -> load.get().kvBytesHeld());
        gauge("scope.kv.bytes.limit", () -> load.get().kvBytesLimit());
        counter("scope.prefix.hits", () -> prefixes.get().hits());
        counter("scope.prefix.misses", () -> prefixes.get().misses());
        counter("scope.prefix.tokens.reused", () -> prefixes.get().reusedTokens());
        counter("scope.prefix.loaded", () -> prefixes.get().loaded());
        counter("scope.prefix.rejected", () -> prefixes.get().rejected());
        gauge("scope.prefix.bytes", () -> prefixes.get().bytes());
    }

    /**
     * Meters of one worker.
     *
     * @param requests that it has
     * @param served that it has had
     */
    public void worker(int number, Supplier<Number> requests, Supplier<Number> served) {
        String worker = Integer.toString(number);
        Gauge.builder("scope.worker.requests", requests).tag("worker", worker).register(registry);
        counted.add(served);
        FunctionCounter.builder("scope.worker.served", served, v -> v.get().doubleValue())
                .tag("worker", worker)
                .register(registry);
    }

    private void counter(String name, Supplier<Number> value) {
        counted.add(value);
        FunctionCounter.builder(name, value, v -> v.get().doubleValue()).register(registry);
    }

    private void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).register(registry);
    }
}
