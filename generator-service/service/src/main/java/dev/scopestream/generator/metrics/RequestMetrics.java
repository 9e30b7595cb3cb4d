package dev.scopestream.generator.metrics;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.prompt.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Meters of requests, with names and bucket boundaries of OpenTelemetry's semantic conventions for generative AI ({@code
 * gen_ai.*}), and of the entries they evict.
 */
@Singleton
public final class RequestMetrics {
    private static final Duration[] FIRST_TOKEN =
            seconds(0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60);
    private static final Duration[] TOKEN =
            seconds(0.001, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5);
    private static final Duration[] DURATION = seconds(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 300, 1000, 3600);

    private static final String PROVIDER = "scopestream";

    private final MeterRegistry registry;
    private final String model;
    private final Counter steps;
    private final LongAdder tokens = new LongAdder();

    public RequestMetrics(MeterRegistry registry, ModelInfo model) {
        this.registry = registry;
        this.model = model.name();
        // both are there from the start: a rate begins with the first request
        for (Operation operation : Operation.values()) {
            firstToken(operation);
        }
        this.steps = registry.counter("scope.engine.tokens");
    }

    /** @param nanos from polling the prompt to its first token */
    public void firstToken(Operation operation, long nanos) {
        firstToken(operation).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer firstToken(Operation operation) {
        return Timer.builder("gen_ai.server.time_to_first_token")
                .tags(tags(operation))
                .serviceLevelObjectives(FIRST_TOKEN)
                .register(registry);
    }

    /** A token of a generation that goes on. */
    public void generated() {
        steps.increment();
    }

    /** A generation ended; its result is not delivered yet. */
    public void finished(Operation operation, ResultEvent result) {
        Timer.builder("gen_ai.server.request.duration")
                .tags(tags(operation))
                .tag(
                        "gen_ai.response.finish_reason",
                        result.output().finishReason().wire())
                .serviceLevelObjectives(DURATION)
                .register(registry)
                .record(millis(result.timings().totalMs()));
        if (result.usage().completionTokens() > 1) {
            Timer.builder("gen_ai.server.time_per_output_token")
                    .tags(tags(operation))
                    .serviceLevelObjectives(TOKEN)
                    .register(registry)
                    .record(millis(result.timings().timePerOutputTokenMs()));
        }
        tokens(operation, "input", result.usage().promptTokens());
        tokens.add(result.usage().completionTokens());
        tokens(operation, "output", result.usage().completionTokens());
        evicted("prefill", result.kv().evictions().prefill());
        evicted("decode", result.kv().evictions().decode());
    }

    /** Tokens generated since the start. */
    public long tokens() {
        return tokens.sum();
    }

    private void tokens(Operation operation, String type, int count) {
        registry.counter("gen_ai.client.token.usage", tags(operation).and("gen_ai.token.type", type))
                .increment(count);
    }

    /** What the conventions ask for with every meter. */
    private Tags tags(Operation operation) {
        return Tags.of(
                "gen_ai.operation.name", operation.wire(),
                "gen_ai.provider.name", PROVIDER,
                "gen_ai.response.model", model);
    }

    private void evicted(String phase, long entries) {
        registry.counter("scope.kv.evicted", "phase", phase).increment((double) entries);
    }

    private static Duration[] seconds(double... values) {
        return Arrays.stream(values).mapToObj(v -> millis(v * 1000)).toArray(Duration[]::new);
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }
}
