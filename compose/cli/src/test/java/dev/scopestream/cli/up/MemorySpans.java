package dev.scopestream.cli.up;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.List;

/** The exporter {@value #NAME} of the SDK's configuration: keeps the spans of all services in this JVM. */
public final class MemorySpans implements ConfigurableSpanExporterProvider {
    static final String NAME = "memory";

    private static final InMemorySpanExporter ALL = InMemorySpanExporter.create();

    /** Those of a trace. */
    static List<SpanData> of(String traceId) {
        return ALL.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(traceId))
                .toList();
    }

    @Override
    public SpanExporter createExporter(ConfigProperties config) {
        return ALL;
    }

    @Override
    public String getName() {
        return NAME;
    }
}
