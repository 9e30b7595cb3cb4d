package dev.scopestream.events;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Producers whose records are written once and in order, however often the network or a broker fails. */
public final class WriteOnce {
    private static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
            1);

    private WriteOnce() {}

    /**
     * Settings of an idempotent producer with one request in flight. With several, a partition that is being made or
     * moved may refuse a first request and take the second, and the first then fails until it expires (KAFKA-15591).
     */
    public static Map<String, Object> settings() {
        return SETTINGS;
    }
}
