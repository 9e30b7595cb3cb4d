package dev.scopestream.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsHangingCommandTest {
    @TempDir
    private Path directory;

    private static Cli.Outcome hanging(EmbeddedBroker broker, String... more) {
        return Cli.run(
                Stream.concat(Stream.of("topics", "hanging", "--bootstrap", broker.bootstrapServers()), Stream.of(more))
                        .toArray(String[]::new));
    }

    /** A record in a transaction that stays open. */
    private static void write(EmbeddedBroker broker) throws Exception {
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "t");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("data", 1, (short) 1)))
                    .all()
                    .get();
        }
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(client, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("data", "open")).get();
        producer.close(Duration.ZERO);
    }

    /** What its coordinator knew is gone. */
    private void forgetTransactions() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> logs = files.filter(
                            f -> directory.relativize(f).toString().startsWith("__transaction_state-"))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : logs) {
                Files.delete(file);
            }
        }
    }

    @Test
    void shouldFindAndEndWhatHangs() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            assertThat(hanging(broker).out()).isEqualToIgnoringNewLines("no transaction hangs");
            write(broker);
            assertThat(hanging(broker, "--idle", "0").code())
                    .as("its coordinator will end it")
                    .isZero();
        }
        forgetTransactions();
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory)) {
            assertThat(hanging(broker, "--idle", "3600").code()).as("too young").isZero();
            Cli.Outcome found = hanging(broker, "--idle", "0");
            assertThat(found.code()).as(found.err()).isEqualTo(3);
            assertThat(found.out())
                    .contains("data-0: producer ", "from offset 0", "no coordinator knows it: ABORT")
                    .contains("nothing was changed: --end");
            JsonNode json = new ObjectMapper()
                    .readTree(hanging(broker, "--idle", "0", "--json").out());
            assertThat(json.at("/hanging/0/topic").asText()).isEqualTo("data");
            assertThat(json.at("/hanging/0/end").asText()).isEqualTo("abort");
            assertThat(json.at("/ended").asBoolean()).isFalse();

            Cli.Outcome ended = hanging(broker, "--idle", "0", "--end");

            assertThat(ended.code()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("data-0: producer ", "ended: 1");
            assertThat(hanging(broker, "--idle", "0").out()).isEqualToIgnoringNewLines("no transaction hangs");
            assertThat(hanging(broker, "--idle", "-1").code()).isEqualTo(2);
        }
    }
}
