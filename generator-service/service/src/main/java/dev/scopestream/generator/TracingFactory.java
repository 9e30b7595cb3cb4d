package dev.scopestream.generator;

import dev.scopestream.telemetry.Tracing;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Traces, where OpenTelemetry's variables ask for them. */
@Factory
final class TracingFactory {
    @Singleton
    @Bean(preDestroy = "close")
    Tracing tracing() {
        return Tracing.configured("scopestream-generator");
    }
}
