package dev.scopestream.scorer.service;

import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.stream.ScorerCounts;
import dev.scopestream.scorer.stream.ScorerTopology;
import dev.scopestream.scorer.stream.StreamSettings;
import dev.scopestream.scorer.stream.StreamsSupervisor;
import dev.scopestream.telemetry.KafkaProperties;
import dev.scopestream.telemetry.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.context.env.Environment;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the scorer together from its configuration. */
@Factory
@Requires(property = ScorerApplication.ENABLED)
final class ScorerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ScorerFactory.class);

    @Singleton
    ScorerCounts counts() {
        return new ScorerCounts();
    }

    @Singleton
    @Named("scorer")
    @Bean(preDestroy = "close")
    Tracing tracing() {
        return Tracing.configured("scopestream-scorer");
    }

    /** Further {@code kafka.*} properties, security above all, go to Kafka Streams as they are. */
    @Context
    @Bean(preDestroy = "close")
    StreamsSupervisor supervisor(
            ScorerOptions options,
            ScorerCounts counts,
            @Named("scorer") Tracing tracing,
            MeterRegistry registry,
            Environment environment,
            @Value("${kafka.bootstrap.servers}") String servers) {
        Map<String, Object> extra = KafkaProperties.of(environment.getPropertySources());
        extra.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
        return StreamsSupervisor.start(
                new StreamSettings(
                        servers, options.applicationId(), options.stateDirectory(), options.threads(), extra),
                new ScorerTopology(counts, options.partitions(), options.retention(), tracing).build(),
                counts,
                streams -> bind(streams, registry));
    }

    /** Kafka Streams' own metrics; without them it runs all the same. */
    private static Runnable bind(KafkaStreams streams, MeterRegistry registry) {
        try {
            KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
            metrics.bindTo(registry);
            return metrics::close;
        } catch (RuntimeException e) {
            LOG.warn("Kafka Streams' metrics are missing: {}", e.toString());
            return () -> {};
        }
    }
}
