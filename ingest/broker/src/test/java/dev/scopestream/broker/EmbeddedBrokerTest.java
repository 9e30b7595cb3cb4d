package dev.scopestream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerTest {
    @TempDir
    Path directory;

    @Test
    void shouldServeTransactionsAndTheNewGroupProtocolAndGoOnWithItsData() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic("t", 2, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            write(broker, "one", true);
            write(broker, "lost", false);
            write(broker, "two", true);
            assertThat(read(broker, "first", 2)).containsExactly("one", "two");
            assertThatThrownBy(() -> EmbeddedBroker.start(directory))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by another broker");
        }
        // other ports, same data, same committed offsets
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            write(broker, "three", true);
            assertThat(read(broker, "first", 1)).containsExactly("three");
            assertThat(read(broker, "second", 3)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void shouldSayWhichPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, port, 0))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("port " + port + " is in use");
        }
    }

    @Test
    void shouldNotTouchADirectoryThatHoldsSomethingElse() throws Exception {
        Path file = Files.writeString(directory.resolve("thesis.txt"), "mine");
        assertThatThrownBy(() -> EmbeddedBroker.start(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is neither empty nor a broker's data");
        assertThatThrownBy(() -> EmbeddedBroker.start(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a file");
        assertThat(directory).isDirectoryContaining(file::equals);
        assertThat(directory.toFile().list()).hasSize(1);
    }

    private static void write(EmbeddedBroker broker, String value, boolean commit) throws Exception {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "writer");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("t", 0, "k", value)).get(30, TimeUnit.SECONDS);
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static List<String> read(EmbeddedBroker broker, String group, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                group,
                "group.protocol",
                "consumer",
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                "false");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("t"));
            while (values.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(r -> values.add(r.value()));
            }
            consumer.commitSync();
        }
        return values;
    }
}
