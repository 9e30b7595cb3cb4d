package dev.scopestream.door.kafka;

import dev.scopestream.door.config.DoorContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Settings of the door's Kafka clients: {@code kafka.*}, but for what its work depends on. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class ClientSettings {
    private static final int METADATA_AGE_MILLIS = 10_000;
    private static final int SEND_MILLIS = 5_000;
    private static final int DELIVERY_MILLIS = 10_000;

    private final Map<String, Object> common = new HashMap<>();

    ClientSettings(Environment environment) {
        environment.getProperties("kafka", StringConvention.RAW).forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                common.put(name, value.toString());
            }
        });
        common.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
    }

    /** For prompts and cancellations: whoever waits gets to know soon when no broker answers. */
    Map<String, Object> producer() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, SEND_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, SEND_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }

    /** Reads committed records, in no group. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, SEND_MILLIS);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
