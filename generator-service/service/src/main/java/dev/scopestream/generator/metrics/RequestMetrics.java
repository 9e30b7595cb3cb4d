package dev.scopestream.generator.metrics;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.events.ResultEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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

    private final MeterRegistry registry;
    private final String model;
    private final Timer firstToken;
    private final Counter steps;
    private final LongAdder tokens = new LongAdder();

    public RequestMetrics(MeterRegistry registry, ModelInfo model) {
        this.registry = registry;
        this.model = model.name();
        this.firstToken = Timer.builder("gen_ai.server.time_to_first_token")
                .tag("gen_ai.response.model", model.name())
                .serviceLevelObjectives(FIRST_TOKEN)
                .register(registry);
        this.steps = registry.counter("scope.engine.tokens");
    }

    /** @param nanos from polling the prompt to its first token */
    public void firstToken(long nanos) {
        firstToken.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A token of a generation that goes on. */
    public void generated() {
        steps.increment();
    }

    /** A generation ended; its result is not delivered yet. */
    public void finished(ResultEvent result) {
        Timer.builder("gen_ai.server.request.duration")
                .tag("gen_ai.response.model", model)
                .tag(
                        "gen_ai.response.finish_reason",
                        result.output().finishReason().wire())
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
        evicted("prefill", result.kv().evictions().prefill());
        evicted("decode", result.kv().evictions().decode());
    }

    /** Tokens generated since the start. */
    public long tokens() {
        return tokens.sum();
    }

    private void tokens(String type, int count) {
        registry.counter("gen_ai.client.token.usage", "gen_ai.token.type", type, "gen_ai.response.model", model)
                .increment(count);
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
