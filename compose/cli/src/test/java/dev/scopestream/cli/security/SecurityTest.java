package dev.scopestream.cli.security;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.scopestream.cli.Cli;
import dev.scopestream.cli.TopicContent;
import dev.scopestream.client.dataset.SyntheticTask;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.Template;
import dev.scopestream.events.Topics;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Services and command line against a broker that asks for TLS, a password, and the README's ACLs. */
class SecurityTest {
    private static final String MARK = "Question_9: 3+5";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static Level before;
    private static SecureBroker broker;
    private static GeneratorHandle generator;
    private static ScorerHandle scorer;

    @BeforeAll
    static void start() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        LOG.start();
        root.addAppender(LOG);
        before = root.getLevel();
        root.setLevel(Level.INFO);
        broker = new SecureBroker(directory, Access.readme());
        Map<String, Object> generating = properties("generator");
        generating.put("scope.model", BundledModel.materialise("longgen-tiny", directory.resolve("models")));
        generating.put("scope.threads", 1);
        generator = GeneratorApplication.start(generating);
        Map<String, Object> scoring = properties("scorer");
        scoring.put("scorer.state-dir", directory.resolve("state").toString());
        scorer = ScorerApplication.start(scoring);
        assertThat(generator.awaitReady(PATIENCE)).isTrue();
    }

    @AfterAll
    static void stop() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAppender(LOG);
        root.setLevel(before);
        scorer.close();
        generator.close();
        broker.close();
    }

    private static Map<String, Object> properties(String user) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.port", -1);
        broker.client(user).forEach((name, value) -> properties.put("kafka." + name, value));
        return properties;
    }

    private static String config(String user, String password) throws IOException {
        Properties properties = new Properties();
        properties.putAll(broker.client(user, password));
        Path file = directory.resolve(user + password.hashCode() + ".properties");
        try (Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            properties.store(out, null);
        }
        return file.toString();
    }

    private static String config(String user) throws IOException {
        return config(user, user + SecureBroker.PASSWORD_SUFFIX);
    }

    @Test
    void shouldServeAndScoreWithTheReadmesRightsAlone() throws Exception {
        var dataset = SyntheticTask.dataset(5, 3, 1);
        byte[] value =
                EventCodec.PROMPT.encode(dataset.prompt(dataset.documents().get(0), Template.NONE)
                        .id("scored")
                        .maxTokens(80)
                        .build());
        Map<String, Object> sender = new HashMap<>(broker.client("sender"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(sender, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.PROMPTS, "scored".getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> scored = List.of();
        while (scored.isEmpty() && System.nanoTime() < deadline) {
            scored = TopicContent.of(broker.inside(), Topics.ACCURACY).stream()
                    .map(r -> EventCodec.ACCURACY.decode(r.value()).id())
                    .toList();
        }
        assertThat(scored).containsExactly("scored");
        assertThat(generator.trouble()).isNull();
    }

    @Test
    void shouldAnswerTheCommandLineWithClientProperties() throws Exception {
        Cli.Outcome answer = Cli.run("prompt", MARK + "\n\n", "--max-tokens", "64", "--config", config("sender"));
        assertThat(answer.code()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("3+5=8");
        Cli.Outcome refused = Cli.run("prompt", MARK, "--kv", "magic+none", "--config", config("sender"));
        assertThat(refused.err()).contains("not served: kv");
        Cli.Outcome letters = Cli.run("dlq", "list", "--config", config("operator"));
        assertThat(letters.code()).as(letters.err()).isZero();
        Cli.Outcome diff = Cli.run("topics", "diff", "--config", config("operator"));
        assertThat(diff.err()).isEmpty();
    }

    @Test
    void shouldSayWhatAUserMayNotDo() throws Exception {
        Cli.Outcome reader = Cli.run("prompt", MARK, "--no-wait", "--config", config("reader"));
        assertThat(reader.code()).isEqualTo(1);
        assertThat(reader.err()).contains("authorized", Topics.PROMPTS).hasLineCount(1);
        Cli.Outcome wrong = Cli.run("topics", "diff", "--config", config("operator", "guessed"));
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("Authentication").hasLineCount(1);
    }

    @Test
    void shouldListenOnThisMachineOnly() throws Exception {
        List<String> others = new ArrayList<>();
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .forEach(address -> others.add(address.getHostAddress()));
        for (int port : new int[] {generator.httpPort(), scorer.uri().getPort()}) {
            assertThat(connects("localhost", port)).isTrue();
            assertThat(others).noneMatch(host -> connects(host, port));
        }
    }

    private static boolean connects(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void noLogShouldHoldASecretOrAPromptsText() {
        assertThat(LOG.list).hasSizeGreaterThan(20);
        Stream<String> lines = List.copyOf(LOG.list).stream()
                .map(event -> event.getFormattedMessage() + " "
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()));
        assertThat(lines).allSatisfy(line -> assertThat(line)
                .doesNotContain(SecureBroker.secrets())
                .doesNotContain(MARK)
                .doesNotContain("3+5"));
    }
}
