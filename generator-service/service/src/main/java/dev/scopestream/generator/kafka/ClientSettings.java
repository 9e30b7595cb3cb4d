package dev.scopestream.generator.kafka;

import dev.scopestream.events.GeneratorMember;
import dev.scopestream.events.WriteOnce;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Properties of the Kafka clients: defaults, then {@code kafka.*} of the configuration (TLS, SASL, anything a client
 * takes), then what delivery depends on ({@link ReservedSettings}).
 */
public final class ClientSettings {
    /** A result may have 16 MiB, and some more in its envelope. */
    static final int MAX_REQUEST = (16 << 20) + (64 << 10);

    /** A topic that doesn't take a copy for so long doesn't get it. */
    private static final int REPLY_MILLIS = 30_000;
    /** A checkpoint that isn't stored for so long is given up. */
    private static final int CHECKPOINT_MILLIS = 10_000;
    /** Of checkpoints that are on their way to a broker. */
    private static final long CHECKPOINT_BUFFER = 16L << 20;
    /** Of a checkpoint, in one answer of a broker. */
    private static final int CHECKPOINT_FETCH = 8 << 20;

    private final Map<String, Object> given;
    private final GroupNames groups;
    private final String instance;
    private final boolean staticMember;
    private final Duration transactionTimeout;

    public ClientSettings(
            Map<String, ?> given,
            GroupNames groups,
            String instance,
            boolean staticMember,
            Duration transactionTimeout) {
        this.given = Map.copyOf(given);
        this.groups = groups;
        this.instance = instance;
        this.staticMember = staticMember;
        this.transactionTimeout = transactionTimeout;
    }

    /**
     * A member of the group that reads prompts.
     *
     * @param model the name of the one that it serves, for all who may describe the group
     */
    public Map<String, Object> consumer(String model) {
        Map<String, Object> p =
                member(groups.members(), GeneratorMember.of(instance, model).clientId());
        if (staticMember) {
            p.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instance);
        }
        return p;
    }

    private Map<String, Object> member(String group, String clientId) {
        Map<String, Object> p = new HashMap<>();
        p.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CONSUMER.name());
        p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 256);
        p.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
        p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        merge(p, ConsumerConfig.configNames());
        p.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        p.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        return reading(p);
    }

    /** A member of the group that copies final records to the topics of their senders' choice. */
    public Map<String, Object> replyMember() {
        Map<String, Object> p = member(groups.all().replies(), instance + "-replies");
        p.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        return p;
    }

    /** A reader of whole topics, without a group. */
    public Map<String, Object> reader(String purpose) {
        Map<String, Object> p = new HashMap<>();
        p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        merge(p, ConsumerConfig.configNames());
        p.remove(ConsumerConfig.GROUP_ID_CONFIG);
        p.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        p.put(ConsumerConfig.CLIENT_ID_CONFIG, instance + "-" + purpose);
        p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return reading(p);
    }

    private static Map<String, Object> reading(Map<String, Object> p) {
        p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, IsolationLevel.READ_COMMITTED.toString());
        p.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        p.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return p;
    }

    /**
     * Writes final records. Nothing of a transaction may outlive it, so its sends give up within its timeout.
     *
     * @param number of its transactional id
     */
    public Map<String, Object> transactional(int number) {
        int timeout = Math.toIntExact(transactionTimeout.toMillis());
        Map<String, Object> p = new HashMap<>();
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        p.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        writing(p);
        p.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeout);
        p.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(number));
        p.put(ProducerConfig.CLIENT_ID_CONFIG, instance + "-results");
        return p;
    }

    /** The first one of an instance, 0, has no number. */
    String transactionalId(int number) {
        return groups.members() + "-" + instance + (number == 0 ? "" : "~" + number);
    }

    /** Writes chunks, outside any transaction. */
    public Map<String, Object> chunks() {
        Map<String, Object> p = new HashMap<>();
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
        p.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        writing(p);
        p.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        p.putAll(WriteOnce.settings());
        p.put(ProducerConfig.CLIENT_ID_CONFIG, instance + "-chunks");
        return p;
    }

    /** Writes copies of final records to the topics of their senders' choice, outside any transaction. */
    public Map<String, Object> replies() {
        Map<String, Object> p = chunks();
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, REPLY_MILLIS);
        p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REPLY_MILLIS / 2);
        p.put(ProducerConfig.CLIENT_ID_CONFIG, instance + "-replies");
        return p;
    }

    /** Writes checkpoints, outside any transaction. */
    public Map<String, Object> checkpoints() {
        Map<String, Object> p = chunks();
        p.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, CHECKPOINT_MILLIS / 2);
        p.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, CHECKPOINT_MILLIS / 2);
        p.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CHECKPOINT_MILLIS);
        p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, CHECKPOINT_BUFFER);
        p.put(ProducerConfig.CLIENT_ID_CONFIG, instance + "-checkpoints");
        return p;
    }

    /** A reader of checkpoints: of few large records. */
    public Map<String, Object> checkpointReader() {
        Map<String, Object> p = reader("checkpoint-reader");
        p.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, CHECKPOINT_FETCH);
        p.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, CHECKPOINT_FETCH);
        return p;
    }

    public Map<String, Object> admin() {
        Map<String, Object> p = new HashMap<>();
        merge(p, AdminClientConfig.configNames());
        p.put(AdminClientConfig.CLIENT_ID_CONFIG, instance + "-admin");
        return p;
    }

    private void writing(Map<String, Object> p) {
        p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST);
        p.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * MAX_REQUEST);
        merge(p, ProducerConfig.configNames());
        p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        p.put(ProducerConfig.ACKS_CONFIG, "all");
        p.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        p.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    }

    /** Adds the given properties that this client knows, or that no client knows (a login module's or an interceptor's). */
    private void merge(Map<String, Object> p, Set<String> known) {
        given.forEach((name, value) -> {
            boolean others = ConsumerConfig.configNames().contains(name)
                    || ProducerConfig.configNames().contains(name)
                    || AdminClientConfig.configNames().contains(name);
            if (known.contains(name) || !others) {
                p.put(name, value);
            }
        });
    }

    public String bootstrapServers() {
        return String.valueOf(given.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }

    Duration transactionTimeout() {
        return transactionTimeout;
    }

    public String group() {
        return groups.members();
    }

    public String instance() {
        return instance;
    }
}
