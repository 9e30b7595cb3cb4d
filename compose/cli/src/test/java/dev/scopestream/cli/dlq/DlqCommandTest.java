package dev.scopestream.cli.dlq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.cli.Cli;
import dev.scopestream.cli.SharedBroker;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedBroker.Extension.class)
class DlqCommandTest {
    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Puts a dead letter there and says where. */
    private static String letter(SharedBroker broker, String key, String value, String reason) throws Exception {
        ProducerRecord<byte[], byte[]> dead = new ProducerRecord<>(Topics.DEAD_LETTERS, 1, utf8(key), utf8(value));
        new DeadLetter(reason, "max_tokens", 0, Topics.PROMPTS, 1, 42, "worker-1").writeTo(dead.headers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(broker.client(), new ByteArraySerializer(), new ByteArraySerializer())) {
            return "1:" + producer.send(dead).get().offset();
        }
    }

    @Test
    void shouldListWhatWasWrong(SharedBroker broker) throws Exception {
        String address = letter(broker, "list-me", "{\"max_tokens\": 0}", "must be from 1 to 1000000, is 0");

        Cli.Outcome outcome = Cli.run("dlq", "list", "--bootstrap", broker.bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out().lines().filter(line -> line.contains("list-me")))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .startsWith(address + " ")
                        .contains("max_tokens")
                        .endsWith("must be from 1 to 1000000, is 0"));
    }

    @Test
    void shouldShowEverythingAboutOneWithoutSteeringTheTerminal(SharedBroker broker) throws Exception {
        String address = letter(broker, "show-me", "{\"prompt\": \"\u001b[2Jx\"}", "is bad");

        Cli.Outcome outcome = Cli.run("dlq", "show", address, "--bootstrap", broker.bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("id:        show-me", "scope-reason: is bad", "scope-source-offset: 42", "\uFFFD[2Jx")
                .doesNotContain("\u001b");
    }

    @Test
    void shouldSendAPromptAgainToTheByte(SharedBroker broker) throws Exception {
        String address = letter(broker, "again", "{\"prompt\":  \"spaces  stay\"}", "was down");

        Cli.Outcome outcome = Cli.run("dlq", "replay", address, "--bootstrap", broker.bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("1 sent to scope.prompts");
        assertThat(broker.records(Topics.PROMPTS, "again")).singleElement().satisfies(record -> {
            assertThat(record.value()).isEqualTo(utf8("{\"prompt\":  \"spaces  stay\"}"));
            assertThat(record.headers()).isEmpty();
        });
    }

    @Test
    void shouldSendNothingWhenOneAddressIsWrong(SharedBroker broker) throws Exception {
        String address = letter(broker, "not-again", "{}", "is bad");

        Cli.Outcome outcome = Cli.run("dlq", "replay", address, "1:999999", "--bootstrap", broker.bootstrap());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("no dead letter at 1:999999").hasLineCount(1);
        assertThat(broker.records(Topics.PROMPTS, "not-again")).isEmpty();
    }

    @Test
    void shouldSendAllAgain(SharedBroker broker) throws Exception {
        letter(broker, "all-1", "{}", "is bad");
        letter(broker, "all-2", "{}", "is bad");

        Cli.Outcome outcome = Cli.run("dlq", "replay", "--all", "--bootstrap", broker.bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(broker.records(Topics.PROMPTS, "all-1")).hasSize(1);
        assertThat(broker.records(Topics.PROMPTS, "all-2")).hasSize(1);
    }

    @Test
    void shouldRefuseAWrongAddress() {
        Cli.Outcome outcome = Cli.run("dlq", "show", "seventeen", "--bootstrap", "127.0.0.1:1");

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("'seventeen' is not PARTITION:OFFSET");
    }

    @Test
    void shouldWantAddressesOrAll() {
        assertThat(Cli.run("dlq", "replay").code()).isEqualTo(2);
        assertThat(Cli.run("dlq", "replay", "--all", "1:2").code()).isEqualTo(2);
    }

    @Test
    void shouldSayWhichBrokerIsNotThere(@TempDir Path directory) throws Exception {
        Path config = Files.writeString(
                directory.resolve("client.properties"), "default.api.timeout.ms=1000\nrequest.timeout.ms=500\n");

        Cli.Outcome outcome = Cli.run("dlq", "list", "--bootstrap", "127.0.0.1:1", "--config", config.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("doesn't answer", "127.0.0.1:1", "--bootstrap")
                .hasLineCount(1);
    }
}
