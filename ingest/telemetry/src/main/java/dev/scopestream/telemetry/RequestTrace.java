package dev.scopestream.telemetry;

import io.opentelemetry.api.common.Attributes;

/** Takes spans of one request. */
@FunctionalInterface
public interface RequestTrace {
    /**
     * A span that is over.
     *
     * @param start nanoseconds since 1970
     * @param end likewise
     */
    void span(String name, long start, long end, Attributes attributes);
}
