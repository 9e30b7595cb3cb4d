package dev.scopestream.telemetry;

import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads trace context from a record's headers. */
final class HeaderGetter implements TextMapGetter<Headers> {
    /** A traceparent has 55 characters, a tracestate 512. */
    private static final int LONGEST = 1024;

    @Override
    public Iterable<String> keys(Headers headers) {
        List<String> keys = new ArrayList<>();
        headers.forEach(header -> keys.add(header.key()));
        return keys;
    }

    @Override
    public String get(Headers headers, String key) {
        Header header = headers == null ? null : headers.lastHeader(key);
        return header == null || header.value() == null || header.value().length > LONGEST
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
