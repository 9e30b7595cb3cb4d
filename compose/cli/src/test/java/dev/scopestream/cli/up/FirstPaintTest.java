package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.KvSpec;
import dev.scopestream.events.RequestTimings;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.events.Topics;
import dev.scopestream.events.Usage;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page with as many finished documents as it remembers. */
@Tag("slow")
class FirstPaintTest {
    private static final int DOCUMENTS = 10_000;
    private static final double MOST_MILLIS = 1000;

    @TempDir
    private Path directory;

    @Test
    void shouldPaintWithinASecondWithTenThousandDocuments() throws Exception {
        Optional<Browser> chromium = Browser.open(directory.resolve("browser"));
        assumeTrue(chromium.isPresent(), "there is no Chromium with its chromedriver on the path");
        try (Browser browser = chromium.get();
                EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"))) {
            fill(Map.of("bootstrap.servers", broker.bootstrapServers()));
            try (ScorerHandle scorer = ScorerApplication.start(Map.of(
                    "kafka.bootstrap.servers", broker.bootstrapServers(),
                    "micronaut.server.port", -1,
                    "scorer.state-dir", directory.resolve("state").toString()))) {
                browser.show(scorer.uri() + "/#/requests", 1280);
                browser.awaitText(".list + .note", "of 10,000");
                for (String view : List.of("overview", "requests", "request/doc-9999", "accuracy")) {
                    browser.show("about:blank", 1280);
                    browser.show(scorer.uri() + "/#/" + view, 1280);
                    browser.await("performance.getEntriesByName('first-contentful-paint').length > 0");
                    Object millis = browser.script(
                            "return performance.getEntriesByName('first-contentful-paint')[0].startTime");
                    assertThat(((Number) millis).doubleValue())
                            .as("milliseconds to the first paint of %s", view)
                            .isLessThan(MOST_MILLIS);
                }
                assertThat(browser.errors()).isEmpty();
            }
        }
    }

    private static void fill(Map<String, Object> client) {
        try (Admin admin = Admin.create(client)) {
            new TopicAdmin(admin, Duration.ofSeconds(60))
                    .apply(TopicPlan.bundled().withReplication(1));
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < DOCUMENTS; i++) {
                ResultEvent result = result(i);
                byte[] key = result.id().getBytes(StandardCharsets.UTF_8);
                var unused = producer.send(new ProducerRecord<>(Topics.RESULTS, key, EventCodec.RESULT.encode(result)));
                var unusedToo = producer.send(
                        new ProducerRecord<>(Topics.ACCURACY, key, EventCodec.ACCURACY.encode(score(result, i))));
            }
        }
    }

    private static ResultEvent result(int document) {
        return ResultEvent.builder()
                .id("doc-" + document)
                .model("longgen-tiny")
                .output("Answer_1: 3+5=8; #1=8. The answer is 8", List.of(1, 2, 3), FinishReason.STOP)
                .usage(Usage.of(40, 90))
                .kv(KvReport.builder()
                        .policy("h2o", "slide", KvSpec.Fidelity.SCOPE)
                        .sizes(135, 128, 64)
                        .memory(4096, 2048)
                        .evictions(7, 9, 0)
                        .build())
                .timings(new RequestTimings(1, 2, 4, 100))
                .worker("worker-1")
                .dataset("synthetic")
                .build();
    }

    private static AccuracyEvent score(ResultEvent result, int document) {
        return new AccuracyEvent(
                result.id(),
                "synthetic",
                document,
                result.model(),
                "h2o+slide",
                "",
                "135/128/64",
                0.5,
                0.75,
                List.of(),
                0,
                0,
                0,
                result.kv(),
                result.usage(),
                result.timings());
    }
}
