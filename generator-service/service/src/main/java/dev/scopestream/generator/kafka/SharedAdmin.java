package dev.scopestream.generator.kafka;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** The admin client of those who ask the cluster again and again; made when it's asked for first. For many threads. */
@Singleton
public final class SharedAdmin {
    private final KafkaClients clients;
    private Admin admin;

    SharedAdmin(KafkaClients clients) {
        this.clients = clients;
    }

    /** @throws KafkaException when it can't be made */
    public synchronized Admin get() {
        if (admin == null) {
            admin = clients.admin();
        }
        return admin;
    }

    @PreDestroy
    synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
