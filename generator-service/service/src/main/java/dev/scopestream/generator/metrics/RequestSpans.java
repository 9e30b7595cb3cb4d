package dev.scopestream.generator.metrics;

import dev.scopestream.events.ResultEvent;
import dev.scopestream.generator.state.Delivery;
import dev.scopestream.telemetry.RequestTrace;
import dev.scopestream.telemetry.Tracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The spans of a request that was delivered, all below its prompt's: queued, prefill, decode, spill (while evicted entries may
 * be written, beside prefill and decode) and commit. Attributes follow OpenTelemetry's semantic conventions for generative AI;
 * no text is among them.
 */
@Singleton
final class RequestSpans {
    private static final AttributeKey<String> MODEL = AttributeKey.stringKey("gen_ai.response.model");
    private static final AttributeKey<String> ID = AttributeKey.stringKey("gen_ai.response.id");
    private static final AttributeKey<List<String>> REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    private static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("scope.attempt");
    private static final AttributeKey<String> POLICY = AttributeKey.stringKey("scope.kv.policy");
    private static final AttributeKey<Long> EVICTED = AttributeKey.longKey("scope.kv.evicted");
    private static final AttributeKey<Long> SPILLED = AttributeKey.longKey("scope.kv.spilled");

    private final Tracing tracing;

    RequestSpans(@Named("generator") Tracing tracing) {
        this.tracing = tracing;
    }

    /**
     * A result was committed just now.
     *
     * @param commitNanos how long its transaction took
     */
    void delivered(Delivery.Result result, long commitNanos) {
        if (!tracing.isOn()) {
            return;
        }
        long now = System.currentTimeMillis() * 1_000_000;
        long taken = now - (System.nanoTime() - result.prompt().takenNanos());
        ResultEvent event = result.event();
        long prefill = taken + nanos(event.timings().queuedMs());
        long decode = taken + nanos(event.timings().timeToFirstTokenMs());
        long end = taken + nanos(event.timings().totalMs());
        Attributes common = common(event);
        RequestTrace trace = tracing.of(result.prompt().record().headers());
        trace.span("queued", taken, prefill, common);
        trace.span("prefill", prefill, decode, with(common, INPUT, event.usage().promptTokens()));
        trace.span("decode", decode, end, with(common, OUTPUT, event.usage().completionTokens()));
        if (event.kv().evictions().spilled() > 0) {
            trace.span(
                    "spill",
                    prefill,
                    end,
                    with(common, SPILLED, event.kv().evictions().spilled()));
        }
        trace.span("commit", now - commitNanos, now, common);
    }

    private static Attributes common(ResultEvent event) {
        return Attributes.builder()
                .put(MODEL, event.model())
                .put(ID, event.id())
                .put(REASONS, List.of(event.output().finishReason().wire()))
                .put(ATTEMPT, (long) event.attempt())
                .put(POLICY, event.kv().policy().name())
                .put(
                        EVICTED,
                        event.kv().evictions().prefill()
                                + event.kv().evictions().decode())
                .build();
    }

    private static Attributes with(Attributes common, AttributeKey<Long> key, long value) {
        AttributesBuilder builder = common.toBuilder();
        return builder.put(key, value).build();
    }

    private static long nanos(double millis) {
        return (long) (millis * 1e6);
    }
}
