package dev.scopestream.door.kafka;

import dev.scopestream.client.ServiceClients;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.telemetry.KafkaProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import jakarta.inject.Singleton;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** The door's Kafka clients: by {@code kafka.*}, but for what its work depends on. */
@Singleton
@Requires(property = DoorContext.ENABLED)
public final class ClientSettings {
    private final ServiceClients clients;

    ClientSettings(Environment environment) {
        clients = new ServiceClients(KafkaProperties.of(environment.getPropertySources()));
    }

    /** For batches, for which nobody waits: with Kafka's own patience. */
    public Map<String, Object> client() {
        return clients.common();
    }

    /** For prompts and cancellations. */
    Map<String, Object> producer() {
        return clients.producer();
    }

    Admin admin() {
        return clients.admin();
    }

    /** Reads committed records, in no group. */
    KafkaConsumer<byte[], byte[]> consumer() {
        return clients.consumer();
    }
}
