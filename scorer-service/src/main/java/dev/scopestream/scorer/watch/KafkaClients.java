package dev.scopestream.scorer.watch;

import dev.scopestream.client.ServiceClients;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.telemetry.KafkaProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The page's Kafka clients: by {@code kafka.*}, but for what its work depends on. */
@Singleton
@Requires(property = ScorerApplication.ENABLED)
public final class KafkaClients {
    private final ServiceClients clients;

    KafkaClients(Environment environment) {
        clients = new ServiceClients(KafkaProperties.of(environment.getPropertySources()));
    }

    /** Reads committed records, in no group. */
    KafkaConsumer<byte[], byte[]> consumer() {
        return clients.consumer();
    }

    Admin admin() {
        return clients.admin();
    }

    /** Settings of producers. */
    public Map<String, Object> producer() {
        return clients.producer();
    }
}
