package dev.scopestream.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.DeadLetter;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.InvalidEventException;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.PromptRecord;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.events.Usage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(120)
class ProduceAndFollowTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static Map<String, Object> config;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(directory);
        config = Map.of("bootstrap.servers", broker.bootstrapServers());
        TopicPlan plan = TopicPlan.bundled().withReplication(1);
        List<TopicSpec> few = plan.topics().stream()
                .map(t -> new TopicSpec(t.name(), Math.min(2, t.partitions()), t.replication(), t.configs()))
                .toList();
        try (Admin admin = Admin.create(config)) {
            new TopicAdmin(admin, LONG).apply(new TopicPlan(few));
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldProducePromptsThatTheContractReads() throws Exception {
        try (PromptProducer producer = new PromptProducer(config)) {
            PromptEvent prompt =
                    PromptEvent.builder().id("p-1").prompt("Hi").maxTokens(5).build();
            assertThat(producer.send(prompt).get(30, TimeUnit.SECONDS)).isEqualTo("p-1");
            String made =
                    producer.send(PromptEvent.builder().prompt("Ho").build()).get(30, TimeUnit.SECONDS);
            assertThat(made).isNotBlank();
            // as large as a prompt may be
            PromptEvent large = PromptEvent.builder()
                    .id("p-2")
                    .prompt("x".repeat((1 << 20) - 30))
                    .build();
            assertThat(producer.send(large).get(30, TimeUnit.SECONDS)).isEqualTo("p-2");
            assertThatThrownBy(
                            () -> producer.send(PromptEvent.builder().prompt("").build()))
                    .isInstanceOf(InvalidEventException.class)
                    .hasMessage("prompt: is empty");
            assertThat(readPrompts(3)).contains(prompt, large);
        }
    }

    @Test
    void shouldFollowUntilEveryRequestHasAResultOrADeadLetter() throws Exception {
        try (ResultFollower follower = ResultFollower.open(config, ResultFollower.From.NOW, true);
                KafkaProducer<byte[], byte[]> service = service("service-1")) {
            ChunkEvent chunk = new ChunkEvent("a", 1, 0, "text", 2, true);
            DeadLetter letter = new DeadLetter("is empty", "prompt", 0, Topics.PROMPTS, 0, 5, "w");
            service.beginTransaction();
            send(service, Topics.RESULTS, "a", EventCodec.RESULT.encode(result("a", "aborted")));
            service.flush();
            service.abortTransaction();
            service.beginTransaction();
            send(service, Topics.CHUNKS, "a", EventCodec.CHUNK.encode(chunk));
            send(service, Topics.RESULTS, "z", EventCodec.RESULT.encode(result("z", "of another client")));
            send(service, Topics.RESULTS, "a", "{}".getBytes(UTF_8));
            ProducerRecord<byte[], byte[]> dead =
                    new ProducerRecord<>(Topics.DEAD_LETTERS, "b".getBytes(UTF_8), "rubbish".getBytes(UTF_8));
            letter.writeTo(dead.headers());
            var unused = service.send(dead);
            service.commitTransaction();

            List<Followed> received = new ArrayList<>();
            assertThat(follower.await(Set.of("b"), LONG, received::add)).isEmpty();
            service.beginTransaction();
            send(service, Topics.RESULTS, "a", EventCodec.RESULT.encode(result("a", "text")));
            service.commitTransaction();
            assertThat(follower.await(List.of("a"), LONG, received::add)).isEmpty();

            assertThat(received)
                    .contains(new Followed.Refused("b", letter), new Followed.Served(result("a", "text")))
                    .noneMatch(s -> "z".equals(s.id()));
            assertThat(follower.await(List.of("c"), Duration.ofMillis(200), received::add))
                    .containsExactly("c");
        }
        try (ResultFollower again = ResultFollower.open(config, ResultFollower.From.BEGINNING, true)) {
            List<Followed> received = new ArrayList<>();
            assertThat(again.await(List.of("a", "b", "z"), LONG, received::add)).isEmpty();
            assertThat(received)
                    .anyMatch(s ->
                            s instanceof Followed.Unreadable u && u.reason().equals("id: is missing"));
            assertThat(received)
                    .noneMatch(s -> s instanceof Followed.Served r
                            && r.result().output().text().equals("aborted"));
        }
    }

    @Test
    void shouldStopWhenAskedFromAnotherThread() throws Exception {
        try (ResultFollower follower = ResultFollower.open(config, ResultFollower.From.NOW, false)) {
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(follower::stop);
            assertThat(follower.await(List.of("never"), LONG, s -> {})).containsExactly("never");
            stopping.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldSendWhatIsLeftAndLogNoFailureWhereAnInterruptedThreadCloses() {
        Logger kafka = (Logger) LoggerFactory.getLogger("org.apache.kafka");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        kafka.addAppender(log);
        CompletableFuture<RecordMetadata> sent;
        try {
            PromptProducer producer = new PromptProducer(config);
            TopicReader reader = new TopicReader(config, List.of(Topics.RESULTS), List.of(), record -> {});
            ResultFollower follower = ResultFollower.open(config, ResultFollower.From.NOW, true);
            sent = producer.cancel("interrupted", List.of());
            Thread.currentThread().interrupt();
            producer.close();
            reader.close();
            follower.close();
            assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
        } finally {
            kafka.detachAppender(log);
        }
        assertThat(sent).isCompleted();
        assertThat(log.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    @Test
    void shouldSayThatNoBrokerAnswers() {
        Map<String, Object> nobody =
                Map.of("bootstrap.servers", "127.0.0.1:1", "default.api.timeout.ms", 500, "request.timeout.ms", 400);
        assertThatThrownBy(() -> ResultFollower.open(nobody, ResultFollower.From.NOW, false))
                .isInstanceOf(TopicException.class)
                .hasMessageStartingWith("no broker answered");
    }

    private static ResultEvent result(String id, String text) {
        KvReport kv = KvReport.builder()
                .policy("allkv", "none", KvSpec.Fidelity.SCOPE)
                .sizes(1, 1, 1)
                .memory(1, 1)
                .build();
        return ResultEvent.builder()
                .id(id)
                .model("m")
                .output(text, List.of(1), FinishReason.STOP)
                .usage(Usage.of(1, 1))
                .kv(kv)
                .timings(new RequestTimings(0, 1, 1, 2))
                .worker("w")
                .build();
    }

    private static KafkaProducer<byte[], byte[]> service(String id) {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, String topic, String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, key.getBytes(UTF_8), value));
    }

    private static List<PromptEvent> readPrompts(int count) {
        List<PromptEvent> prompts = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.PROMPTS).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (prompts.size() < count) {
                for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofSeconds(1))) {
                    prompts.add(PromptRecord.decode(r.key(), r.value()));
                }
            }
        }
        return prompts;
    }
}
