package dev.scopestream.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spans of what has happened, made afterwards from its times. Off unless OpenTelemetry's own variables name where spans go
 * ({@code OTEL_EXPORTER_OTLP_ENDPOINT}, {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT} or {@code OTEL_TRACES_EXPORTER}); then all
 * of them hold. Nothing here waits or throws: spans that can't be sent are lost. For all threads.
 */
public final class Tracing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
    private static final String SCOPE = "dev.scopestream";
    private static final String NONE = "none";

    /** Without them the SDK would send metrics and logs, too, over gRPC. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.metrics.exporter", NONE,
            "otel.logs.exporter", NONE,
            "otel.exporter.otlp.protocol", "http/protobuf");

    private final Tracer tracer;
    private final AutoCloseable sdk;
    private final boolean on;

    private Tracing(OpenTelemetry telemetry, AutoCloseable sdk, boolean on) {
        this.on = on;
        this.tracer = telemetry.getTracer(SCOPE);
        this.sdk = sdk;
    }

    /** Makes no spans. */
    public static Tracing off() {
        return new Tracing(OpenTelemetry.noop(), () -> {}, false);
    }

    /**
     * By environment variables and system properties.
     *
     * @param service its name, unless {@code OTEL_SERVICE_NAME} says another
     * @throws IllegalArgumentException when they say something that can't be used
     */
    public static Tracing configured(String service) {
        return isAskedFor(System::getenv, System::getProperty) ? start(service) : off();
    }

    /** Whether somebody says where spans go. */
    static boolean isAskedFor(UnaryOperator<String> variables, UnaryOperator<String> properties) {
        String exporter = value(variables, properties, "OTEL_TRACES_EXPORTER");
        boolean disabled = value(variables, properties, "OTEL_SDK_DISABLED").equalsIgnoreCase("true");
        boolean named = !exporter.isEmpty()
                || !value(variables, properties, "OTEL_EXPORTER_OTLP_ENDPOINT").isEmpty()
                || !value(variables, properties, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
                        .isEmpty();
        return named && !disabled && !exporter.equals(NONE);
    }

    private static String value(UnaryOperator<String> variables, UnaryOperator<String> properties, String name) {
        String property =
                properties.apply(name.toLowerCase(java.util.Locale.ROOT).replace('_', '.'));
        String value = property != null ? property : variables.apply(name);
        return value == null ? "" : value.strip();
    }

    private static Tracing start(String service) {
        try {
            OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addPropertiesSupplier(() -> Map.of("otel.service.name", service))
                    .build()
                    .getOpenTelemetrySdk();
            LOG.info("traces: on service={}", service);
            return new Tracing(sdk, sdk, true);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("OTEL_*: " + e.getMessage(), e);
        }
    }

    /** Whether spans go anywhere. */
    public boolean isOn() {
        return on;
    }

    /** Spans of one request, children of the span that its headers name; else of a trace of its own. */
    public RequestTrace of(Headers headers) {
        Context parent = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, new HeaderGetter());
        return (name, start, end, attributes) -> span(parent, name, start, end, attributes);
    }

    private void span(Context parent, String name, long start, long end, Attributes attributes) {
        try {
            Span span = tracer.spanBuilder(name)
                    .setParent(parent)
                    .setSpanKind(SpanKind.INTERNAL)
                    .setStartTimestamp(start, TimeUnit.NANOSECONDS)
                    .setAllAttributes(attributes)
                    .startSpan();
            span.end(Math.max(start, end), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            LOG.debug("span lost: name={}", name, e);
        }
    }

    /** Sends what is there, within a few seconds. */
    @Override
    public void close() {
        try {
            sdk.close();
        } catch (Exception e) {
            LOG.warn("spans lost at the end: {}", e.toString());
        }
    }
}
