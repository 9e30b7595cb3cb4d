package dev.scopestream.telemetry;

import io.micronaut.context.env.PropertySource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Properties of Kafka clients from configuration: {@code kafka.<property>}, with the property's own name, and environment
 * variables {@code KAFKA_<PROPERTY>} with underscores for dots. A variable counts only where a client knows the property:
 * other variables belong to other programs ({@code KAFKA_OPTS} and such).
 */
public final class KafkaProperties {
    private static final String PREFIX = "kafka.";
    private static final String ENVIRONMENT_PREFIX = "KAFKA_";

    private KafkaProperties() {}

    /** The properties of all sources, in a map of its own; a source of a higher order overrides the lower ones. */
    public static Map<String, Object> of(Iterable<PropertySource> sources) {
        List<PropertySource> ordered = StreamSupport.stream(sources.spliterator(), false)
                .sorted(Comparator.comparingInt(PropertySource::getOrder))
                .toList();
        Map<String, Object> properties = new HashMap<>();
        for (PropertySource source : ordered) {
            boolean environment = source.getConvention() == PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE;
            for (String key : source) {
                if (environment) {
                    String name = key.startsWith(ENVIRONMENT_PREFIX) ? clientName(key) : "";
                    if (known(name)) {
                        properties.put(name, source.get(key));
                    }
                } else if (key.startsWith(PREFIX)) {
                    properties.put(key.substring(PREFIX.length()), source.get(key));
                }
            }
        }
        return properties;
    }

    private static String clientName(String variable) {
        return variable.substring(ENVIRONMENT_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '.');
    }

    private static boolean known(String name) {
        return ConsumerConfig.configNames().contains(name)
                || ProducerConfig.configNames().contains(name)
                || AdminClientConfig.configNames().contains(name);
    }
}
