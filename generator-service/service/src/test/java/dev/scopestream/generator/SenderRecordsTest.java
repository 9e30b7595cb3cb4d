package dev.scopestream.generator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What senders may do with records: headers of their own, and transactions. */
class SenderRecordsTest {
    private static EmbeddedBroker broker;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        broker = EmbeddedBroker.start(directory);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name) == null
                ? null
                : new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void shouldCarryTheSendersHeadersToChunksResultsAndDeadLetters() {
        try (Pipeline pipeline = new Pipeline(broker, "headers", 1, Map.of());
                GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), Map.of())) {
            assertThat(generator.trouble()).isNull();
            Map<String, String> headers = Map.of(
                    "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                    "ce_id", "77",
                    "scope-source-offset", "999",
                    "scope-tenant", "blue");
            pipeline.prompt("served", "fine", 5, headers);
            pipeline.prompt("refused", "FAIL", 5, headers);
            pipeline.prompt("too-large", "x".repeat(3 << 20), 5, headers);
            pipeline.awaitFinals(3);
            pipeline.readToEnd();
            assertThat(pipeline.records())
                    .extracting(ConsumerRecord::topic)
                    .contains("headers.results", "headers.chunks", "headers.dlq");
            assertThat(pipeline.records()).allSatisfy(record -> {
                assertThat(header(record, "traceparent")).startsWith("00-0af765");
                assertThat(header(record, "ce_id")).isEqualTo("77");
                assertThat(header(record, "scope-source-offset")).isNotEqualTo("999");
            });
        }
    }

    @Test
    void shouldServeOneIdOfTwoTenantsTwiceWhereIdsAreTheirs() {
        Map<String, Object> byTenant = Map.of("scope.duplicates.by-tenant", true);
        try (Pipeline pipeline = new Pipeline(broker, "tenants", 1, Map.of());
                GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), byTenant)) {
            assertThat(generator.trouble()).isNull();
            pipeline.prompt("same", "one", 5, Map.of("scope-tenant", "blue"));
            pipeline.prompt("same", "two", 5, Map.of("scope-tenant", "red"));
            pipeline.prompt("same", "three", 5, Map.of("scope-tenant", "blue"));
            pipeline.awaitFinals(2);
            pipeline.await(() -> pipeline.lag() == 0, "lag 0");
            pipeline.readToEnd();
            assertThat(pipeline.results())
                    .extracting(result -> result.output().text())
                    .containsExactlyInAnyOrder(RuleEngine.text("one", 5), RuleEngine.text("two", 5));
        }
    }

    /** A stock transactional producer; aborted records and markers take offsets that no prompt has. */
    @Test
    void shouldServeCommittedTransactionsOnlyAndReachTheEndOfThePartitions() {
        try (Pipeline pipeline = new Pipeline(broker, "transactions", 2, Map.of())) {
            Map<String, String> expected = new HashMap<>();
            List<String> aborted = new ArrayList<>();
            try (KafkaProducer<String, String> producer = producer("stock-1");
                    KafkaProducer<String, String> other = producer("stock-2");
                    GeneratorHandle generator = pipeline.start(new RuleEngine.Control(), Map.of())) {
                assertThat(generator.trouble()).isNull();
                producer.initTransactions();
                other.initTransactions();
                other.beginTransaction();
                send(other, pipeline, "never-0");
                for (int round = 0; round < 12; round++) {
                    boolean abort = round % 3 == 1 || round == 11;
                    producer.beginTransaction();
                    for (int i = 0; i < 4; i++) {
                        String id = "r" + round + "-" + i;
                        send(producer, pipeline, id);
                        if (abort) {
                            aborted.add(id);
                        } else {
                            expected.put(id, RuleEngine.text(id, 5));
                        }
                    }
                    producer.flush();
                    if (abort) {
                        producer.abortTransaction();
                    } else {
                        producer.commitTransaction();
                    }
                }
                send(other, pipeline, "never-1");
                other.flush();
                other.abortTransaction();
                pipeline.awaitFinals(expected.size());
                pipeline.await(() -> pipeline.lag() == 0, "lag 0");
                pipeline.assertComplete(expected, 0);
                assertThat(pipeline.chunks()).noneMatch(c -> aborted.contains(c.id()) || c.id().startsWith("never"));
            }
        }
    }

    private static KafkaProducer<String, String> producer(String id) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", id),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void send(KafkaProducer<String, String> producer, Pipeline pipeline, String id) {
        Future<RecordMetadata> unused = producer.send(
                new ProducerRecord<>(pipeline.topic("prompts"), id, "{\"prompt\":\"" + id + "\",\"max_tokens\":5}"));
    }
}
