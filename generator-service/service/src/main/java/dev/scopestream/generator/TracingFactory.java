package dev.scopestream.generator;

import dev.scopestream.telemetry.Tracing;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Traces, where OpenTelemetry's variables ask for them. In one process the scorer has its own: the bean has a name. */
@Factory
final class TracingFactory {
    @Singleton
    @Named("generator")
    @Bean(preDestroy = "close")
    Tracing tracing() {
        return Tracing.configured("scopestream-generator");
    }
}
