package dev.scopestream.client;

import dev.scopestream.events.WriteOnce;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Producers whose records are written once, however often the network or a broker fails. */
public final class OnceProducer {
    private static final int LINGER_MILLIS = 5;

    private OnceProducer() {}

    /**
     * A producer with the settings of {@link WriteOnce}.
     *
     * @param config as Kafka's producer takes it, at least {@code bootstrap.servers}
     * @param largestRecord bytes of a record with key and headers
     */
    public static Producer<byte[], byte[]> create(Map<String, ?> config, int largestRecord) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestRecord);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        settings.putAll(config);
        settings.putAll(WriteOnce.settings());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
