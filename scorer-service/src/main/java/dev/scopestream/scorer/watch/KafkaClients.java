package dev.scopestream.scorer.watch;

import dev.scopestream.scorer.ScorerApplication;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.env.Environment;
import io.micronaut.core.naming.conventions.StringConvention;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The page's Kafka clients: by {@code kafka.*}, but for what its work depends on. */
@Singleton
@Requires(property = ScorerApplication.ENABLED)
public final class KafkaClients {
    private static final int ANSWER_MILLIS = 5_000;
    private static final int METADATA_AGE_MILLIS = 10_000;

    private final Map<String, Object> common = new HashMap<>();

    KafkaClients(Environment environment) {
        environment.getProperties("kafka", StringConvention.RAW).forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
                common.put(name, value.toString());
            }
        });
        common.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MILLIS);
        common.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    }

    /** Reads committed records, in no group. */
    KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 2 * ANSWER_MILLIS);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    Admin admin() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, 2 * ANSWER_MILLIS);
        return Admin.create(settings);
    }

    /** For producers: whoever waits gets to know soon when no broker answers. */
    public Map<String, Object> producer() {
        Map<String, Object> settings = new HashMap<>(common);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2 * ANSWER_MILLIS);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }
}
