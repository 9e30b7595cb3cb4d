package dev.scopestream.generator.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics that Kafka's clients have themselves, {@code kafka.consumer.*} and {@code kafka.producer.*}, of those that live
 * as long as the instance. One that is made anew takes the place of its predecessor. For all threads.
 */
@Singleton
final class ClientMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(ClientMetrics.class);

    private final MeterRegistry registry;
    private final Map<String, KafkaClientMetrics> bound = new ConcurrentHashMap<>();

    ClientMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** @param purpose which of the clients it is */
    Consumer<byte[], byte[]> of(String purpose, Consumer<byte[], byte[]> client) {
        bind(purpose, new KafkaClientMetrics(client));
        return client;
    }

    /** @param purpose which of the clients it is */
    Producer<byte[], byte[]> of(String purpose, Producer<byte[], byte[]> client) {
        bind(purpose, new KafkaClientMetrics(client));
        return client;
    }

    private void bind(String purpose, KafkaClientMetrics metrics) {
        try {
            KafkaClientMetrics before = bound.put(purpose, metrics);
            if (before != null) {
                before.close();
            }
            metrics.bindTo(registry);
        } catch (RuntimeException e) {
            LOG.warn("a Kafka client's metrics are missing: client={} reason={}", purpose, e.toString());
        }
    }

    @PreDestroy
    void close() {
        bound.values().forEach(KafkaClientMetrics::close);
    }
}
