package dev.scopestream.client;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka clients of a service behind which somebody waits: who asks gets to know soon when no broker answers. */
public final class ServiceClients {
    private static final int ANSWER_MILLIS = 5_000;
    private static final int METADATA_AGE_MILLIS = 10_000;

    private final Map<String, Object> common = new HashMap<>();

    /** @param given properties of Kafka's clients, such as {@code bootstrap.servers}; what isn't text, a number or a flag is left out */
    public ServiceClients(Map<String, ?> given) {
        given.forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                common.put(name, value.toString());
            }
        });
        common.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
        common.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    }

    /** What all of them have. */
    public Map<String, Object> common() {
        return Map.copyOf(common);
    }

    /** Reads committed records, in no group. */
    public KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2 * ANSWER_MILLIS);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public Admin admin() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 2 * ANSWER_MILLIS);
        return Admin.create(settings);
    }

    /** Settings of producers. */
    public Map<String, Object> producer() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * ANSWER_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }
}
