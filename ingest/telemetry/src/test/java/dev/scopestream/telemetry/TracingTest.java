package dev.scopestream.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When there are spans at all; what they hold is seen in the pipeline's test. */
class TracingTest {
    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://localhost:4318, true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://localhost:4318/v1/traces, true",
        "OTEL_TRACES_EXPORTER, logging, true",
        "OTEL_TRACES_EXPORTER, none, false",
        "OTEL_SERVICE_NAME, mine, false",
        "OTEL_EXPORTER_OTLP_ENDPOINT, '', false"
    })
    void shouldBeOffUnlessSomebodySaysWhereSpansGo(String variable, String value, boolean on) {
        Map<String, String> environment = Map.of(variable, value);

        assertThat(Tracing.isAskedFor(environment::get, name -> null)).isEqualTo(on);
    }

    @Test
    void shouldBeSwitchedOffBySdkDisabled() {
        Map<String, String> environment =
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318", "OTEL_SDK_DISABLED", "true");

        assertThat(Tracing.isAskedFor(environment::get, name -> null)).isFalse();
    }

    @Test
    void shouldTakeHostileHeadersWithoutAWord() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", "no context \u0000".getBytes(StandardCharsets.UTF_8));
        headers.add("tracestate", new byte[1 << 20]);
        headers.add("tracestate", null);
        try (Tracing tracing = Tracing.off()) {
            tracing.of(headers).span("decode", 20, 10, Attributes.empty());
            tracing.of(new RecordHeaders()).span("decode", 0, 1, Attributes.empty());
        }
        assertThat(headers.toArray()).hasSize(3);
    }
}
