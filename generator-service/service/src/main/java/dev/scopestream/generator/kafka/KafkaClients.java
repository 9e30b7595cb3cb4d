package dev.scopestream.generator.kafka;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Makes this instance's Kafka clients; the caller closes them. */
@Singleton
public final class KafkaClients {
    private final ClientSettings settings;
    private final ClientMetrics metrics;

    KafkaClients(ClientSettings settings, ClientMetrics metrics) {
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * A member of the consumer group.
     *
     * @param model the name of the one that it serves
     */
    public Consumer<byte[], byte[]> member(String model) {
        return metrics.of("member", new KafkaConsumer<>(settings.consumer(model)));
    }

    /** A member of the group that copies final records. */
    public Consumer<byte[], byte[]> replyMember() {
        return new KafkaConsumer<>(settings.replyMember());
    }

    /** A producer of such copies. */
    public Producer<byte[], byte[]> replies() {
        return new KafkaProducer<>(settings.replies());
    }

    /** A reader of committed records, without a group. */
    public Consumer<byte[], byte[]> reader(String purpose) {
        return new KafkaConsumer<>(settings.reader(purpose));
    }

    /**
     * A producer of final records.
     *
     * @param number of its transactional id
     */
    public Producer<byte[], byte[]> transactional(int number) {
        return metrics.of("transactional-" + number, new KafkaProducer<>(settings.transactional(number)));
    }

    /** The transactional id of this number: 0 the one that the instance begins with. */
    public String transactionalId(int number) {
        return settings.transactionalId(number);
    }

    /** A producer of chunks. */
    public Producer<byte[], byte[]> chunks() {
        return metrics.of("chunks", new KafkaProducer<>(settings.chunks()));
    }

    /** A producer of checkpoints. */
    public Producer<byte[], byte[]> checkpoints() {
        return metrics.of("checkpoints", new KafkaProducer<>(settings.checkpoints()));
    }

    /** A reader of checkpoints, without a group. */
    public Consumer<byte[], byte[]> checkpointReader() {
        return new KafkaConsumer<>(settings.checkpointReader());
    }

    public Admin admin() {
        return Admin.create(settings.admin());
    }

    public String group() {
        return settings.group();
    }

    /** This instance's name in the group. */
    public String instance() {
        return settings.instance();
    }

    /** After which brokers abort a transaction of this instance. */
    public Duration transactionTimeout() {
        return settings.transactionTimeout();
    }

    public String bootstrapServers() {
        return settings.bootstrapServers();
    }
}
