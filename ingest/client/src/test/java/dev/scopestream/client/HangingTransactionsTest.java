package dev.scopestream.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.client.HangingTransaction.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class HangingTransactionsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TopicPartition SOURCE = new TopicPartition("source", 0);
    private static final TopicPartition DATA = new TopicPartition("data", 0);

    @TempDir
    Path directory;

    private static Map<String, Object> client(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static KafkaProducer<String, String> transactional(EmbeddedBroker broker) {
        Map<String, Object> settings = new HashMap<>(client(broker));
        settings.put("transactional.id", "writer");
        settings.put("transaction.timeout.ms", 120_000);
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    /** A record and an offset, in a transaction that stays open. */
    private static void write(EmbeddedBroker broker, KafkaProducer<String, String> producer, String value)
            throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(DATA.topic(), value)).get();
        Map<String, Object> settings = new HashMap<>(client(broker));
        settings.put("group.id", "group");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            producer.sendOffsetsToTransaction(Map.of(SOURCE, new OffsetAndMetadata(7)), consumer.groupMetadata());
        }
    }

    private static void writePlainly(EmbeddedBroker broker, String value) throws Exception {
        try (var producer = new KafkaProducer<>(client(broker), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(DATA.topic(), value)).get();
        }
    }

    private static List<String> committed(EmbeddedBroker broker, int count, Duration wait) {
        Map<String, Object> settings = new HashMap<>(client(broker));
        settings.put("isolation.level", "read_committed");
        settings.put("auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(DATA));
            long end = System.nanoTime() + wait.toNanos();
            while (values.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
            }
        }
        return values;
    }

    /** The group's offset; null: it has none. Waits while it's in an open transaction: it isn't in the answer then. */
    private static OffsetAndMetadata offset(Admin admin) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(
                            Map.of("group", new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(SOURCE))),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata("group")
                    .get();
            if (offsets.containsKey(SOURCE)) {
                return offsets.get(SOURCE);
            }
            assertThat(System.nanoTime()).as("offset stable in time").isLessThan(end);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void loseCoordinatorsLog() throws IOException {
        List<Path> logs;
        try (Stream<Path> files = Files.list(directory)) {
            logs = files.filter(f -> f.getFileName().toString().startsWith("__transaction_state-"))
                    .toList();
        }
        assertThat(logs).isNotEmpty();
        for (Path log : logs) {
            delete(log);
        }
    }

    @Test
    void shouldAbortWhatNoCoordinatorKnowsAndLeaveLivingTransactionsAlone() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                Admin admin = Admin.create(client(broker))) {
            assertThat(new HangingTransactions(admin, client(broker), PATIENCE)
                            .find(Duration.ZERO)
                            .hanging())
                    .as("a cluster that never had a transaction")
                    .isEmpty();
            admin.createTopics(List.of(new NewTopic(DATA.topic(), 1, (short) 1), new NewTopic("source", 1, (short) 1)))
                    .all()
                    .get();
            KafkaProducer<String, String> producer = transactional(broker);
            write(broker, producer, "lost");
            assertThat(new HangingTransactions(admin, client(broker), PATIENCE)
                            .find(Duration.ZERO)
                            .hanging())
                    .as("its coordinator knows it")
                    .isEmpty();
            producer.close(Duration.ZERO);
        }
        loseCoordinatorsLog();
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory);
                Admin admin = Admin.create(client(broker))) {
            writePlainly(broker, "hidden");
            assertThat(committed(broker, 1, Duration.ofSeconds(2))).isEmpty();
            HangingTransactions transactions = new HangingTransactions(admin, client(broker), PATIENCE);
            assertThat(transactions.find(Duration.ofHours(1)).hanging())
                    .as("too young")
                    .isEmpty();
            assertThat(transactions.find(Duration.ZERO).hanging())
                    .hasSize(2)
                    .allMatch(t -> t.end() == End.ABORT && t.transactionalId().isEmpty())
                    .anyMatch(t -> t.partition().equals(DATA))
                    .anyMatch(t -> t.partition().topic().equals("__consumer_offsets"));

            assertThat(transactions.endAll(PATIENCE)).isEqualTo(2);

            assertThat(transactions.find(Duration.ZERO).hanging()).isEmpty();
            assertThat(committed(broker, 1, PATIENCE)).containsExactly("hidden");
            assertThat(offset(admin)).as("aborted").isNull();
        }
    }

    /** As Kafka makes them: a partition's only replica is away while the transaction ends. */
    @Test
    void shouldCommitWhatItsCoordinatorCommittedWithoutThisPartition() throws Exception {
        int[] ports = freePorts(3);
        Map<String, String> common = Map.of(
                "cluster.id",
                "c2NvcGVzdHJlYW0tMDAwMQ",
                "controller.quorum.voters",
                "1@127.0.0.1:" + ports[1],
                "transaction.state.log.num.partitions",
                "1",
                "offsets.topic.num.partitions",
                "1");
        Map<String, String> second = new HashMap<>(common);
        second.put("node.id", "2");
        second.put("process.roles", "broker");
        second.put("listeners", "PLAINTEXT://127.0.0.1:" + ports[2]);
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("1"), ports[0], ports[1], common);
                Admin admin = Admin.create(client(broker))) {
            KafkaProducer<String, String> producer;
            try (EmbeddedBroker other = EmbeddedBroker.start(directory.resolve("2"), ports[2], 0, second)) {
                assertThat(other.bootstrapServers()).endsWith(Integer.toString(ports[2]));
                admin.createTopics(List.of(
                                new NewTopic("__transaction_state", Map.of(0, List.of(1))),
                                new NewTopic("__consumer_offsets", Map.of(0, List.of(1))),
                                new NewTopic(DATA.topic(), Map.of(0, List.of(2))),
                                new NewTopic("source", Map.of(0, List.of(1)))))
                        .all()
                        .get();
                producer = transactional(broker);
                write(broker, producer, "committed");
            }
            producer.commitTransaction();
            producer.close();
            assertThat(offset(admin)).isEqualTo(new OffsetAndMetadata(7));
            HangingTransactions transactions = new HangingTransactions(admin, client(broker), PATIENCE);
            assertThat(transactions.find(Duration.ZERO).unseen()).contains(DATA);
            try (EmbeddedBroker again = EmbeddedBroker.start(directory.resolve("2"), ports[2], 0, second)) {
                writePlainly(again, "after");
                assertThat(committed(again, 1, Duration.ofSeconds(2))).isEmpty();
                assertThat(transactions.find(Duration.ZERO).hanging())
                        .singleElement()
                        .matches(t -> t.partition().equals(DATA) && t.end() == End.COMMIT)
                        .asString()
                        .contains("data-0: producer", "writer as CompleteCommit: COMMIT");

                assertThat(transactions.endAll(PATIENCE)).isEqualTo(1);

                assertThat(committed(again, 2, PATIENCE)).containsExactly("committed", "after");
                assertThat(transactions.find(Duration.ZERO).hanging()).isEmpty();
            }
        }
    }

    private static int[] freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        int[] ports = sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }
}
