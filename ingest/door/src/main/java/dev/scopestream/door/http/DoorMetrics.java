package dev.scopestream.door.http;

import dev.scopestream.client.openai.Endpoint;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.request.OpenLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;

/** {@code scope_door_requests_total} by path and status (499: the client went), {@code scope_door_open}. */
@Context
@Requires(property = DoorContext.ENABLED)
final class DoorMetrics {
    private final MeterRegistry registry;

    DoorMetrics(MeterRegistry registry, OpenLimits limits) {
        this.registry = registry;
        Gauge.builder("scope.door.open", limits, OpenLimits::open)
                .description("Requests that wait for their result")
                .register(registry);
    }

    void count(Endpoint endpoint, int status) {
        Counter.builder("scope.door.requests")
                .description("Answered requests")
                .tag("path", endpoint.path())
                .tag("status", Integer.toString(status))
                .register(registry)
                .increment();
    }
}
