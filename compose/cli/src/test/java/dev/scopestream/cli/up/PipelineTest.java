package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.cli.Cli;
import dev.scopestream.cli.Http;
import dev.scopestream.cli.Main;
import dev.scopestream.cli.Readme;
import dev.scopestream.cli.Repository;
import dev.scopestream.cli.TopicContent;
import dev.scopestream.cli.common.KvArgument;
import dev.scopestream.cli.faults.Await;
import dev.scopestream.client.Followed;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.events.AccuracyEvent;
import dev.scopestream.events.EventCodec;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.events.Topics;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole pipeline, as {@code up} runs it: real broker, engine, spill store and scorer; only its public surface. */
class PipelineTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private static Path directory;

    private static UpOptions options;
    private static TestStack running;
    private static LocalStack stack;

    @BeforeAll
    static void start() throws Exception {
        System.setProperty("otel.traces.exporter", MemorySpans.NAME);
        System.setProperty("otel.bsp.schedule.delay", "100");
        options = new UpOptions();
        options.documents = 6;
        options.k = 16;
        options.threads = 1;
        options.kv =
                List.of(KvArgument.parse("allkv+none"), KvArgument.parse("h2o+slide,capacity=60%,window=64,recent=32"));
        running = TestStack.start(options, directory);
        stack = running.parts();
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
        System.clearProperty("otel.traces.exporter");
        System.clearProperty("otel.bsp.schedule.delay");
    }

    private static KafkaProducer<byte[], byte[]> producer(String compression) {
        Map<String, Object> properties = new HashMap<>(stack.client());
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldScoreEveryDocumentExactlyOnce() {
        StringWriter printed = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(printed, true));

        boolean served = new DocumentRun(stack, options, line).run();

        assertThat(served).isTrue();
        assertThat(printed.toString()).contains("12/12 documents", "allkv+none", "h2o+slide,capacity=60%", "tokens/s");
        List<AccuracyEvent> scores = TopicContent.of(stack.client(), Topics.ACCURACY).stream()
                .map(record -> EventCodec.ACCURACY.decode(record.value()))
                .filter(e -> e.dataset().equals("synthetic_16"))
                .toList();
        assertThat(scores).extracting(AccuracyEvent::id).hasSize(12).doesNotHaveDuplicates();
        Map<String, Double> means = scores.stream()
                .collect(Collectors.groupingBy(
                        AccuracyEvent::policy, Collectors.averagingDouble(AccuracyEvent::alignedScore)));
        // the tiny model solves 97.8 % with the full cache (96 answers: a standard error of 1.5)
        assertThat(means.get("allkv+none")).isGreaterThan(0.93);
        assertThat(means.get("h2o+slide")).isBetween(0.3, 0.9);
        assertThat(scores)
                .allSatisfy(e -> assertThat(e.kv().memory().meanBytes()).isPositive());
    }

    @Test
    void shouldShowAPromptsTextAsItComes() {
        Cli.Outcome outcome =
                Cli.run("prompt", "Question_1: 3+5\n\n", "--max-tokens", "64", "--bootstrap", bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out()).startsWith("Answer_1: 3+5=8; #1=8. The answer is 8");
        assertThat(outcome.err()).contains("[stop: ", "allkv+none").hasLineCount(1);
    }

    @Test
    void shouldPrintTheResultsJson() {
        Cli.Outcome outcome =
                Cli.run("prompt", "Question_1: 3+5\n\n", "--json", "--id", "json-1", "--bootstrap", bootstrap());

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(EventCodec.RESULT.decode(utf8(outcome.out().strip())).id()).isEqualTo("json-1");
    }

    @Test
    void shouldFollowAPromptALineAndSayWhichOnesAreBad() throws Exception {
        Path lines = Files.writeString(
                directory.resolve("lines.jsonl"),
                """
                {"prompt": "Question_1: 3+5\\n\\n", "max_tokens": 64}

                no JSON
                {"prompt": "x", "model": "gpt-9"}
                {"id": "named", "prompt": "Question_1: 4-1\\n\\n", "max_tokens": 64}
                {"id": "named", "prompt": "Question_1: 4-1\\n\\n", "max_tokens": 64}
                """);

        Cli.Outcome outcome = Cli.run(
                "prompt",
                "--follow",
                "--jsonl",
                "--file",
                lines.toString(),
                "--id",
                "followed",
                "--bootstrap",
                bootstrap());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("[followed-1]", "Answer_1: 3+5=8; #1=8. The answer is 8", "[named]", "Answer_1: 4-1=3")
                .containsOnlyOnce("[named]");
        assertThat(outcome.err())
                .contains("line 3 was not sent", "not served: followed-4: model", "line 6 was not sent: id", "2 served")
                .hasLineCount(4);
    }

    @Test
    void shouldCancelRequestsByTheirIds() throws Exception {
        String[] ids = {"cancel-a", "cancel-b"};
        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false)) {
            for (String id : ids) {
                Cli.Outcome sent = Cli.run(
                        "prompt", "x", "--id", id, "--no-wait", "--max-tokens", "2000", "--bootstrap", bootstrap());
                assertThat(sent.code()).as(sent.err()).isZero();
            }
            Cli.Outcome outcome = Cli.run("cancel", ids[0], ids[1], ids[0], "--json", "--bootstrap", bootstrap());
            assertThat(outcome.code()).as(outcome.err()).isZero();
            assertThat(outcome.out()).contains("\"id\":\"cancel-a\"").hasLineCount(2);
            // the tiny model may end its text first, which is no fault of the cancellation
            assertThat(follower.await(List.of(ids), PATIENCE, followed -> assertThat(followed)
                            .isInstanceOf(Followed.Served.class)))
                    .isEmpty();
        }
    }

    @Test
    void shouldFindAWorkingInstallationInOrder() throws Exception {
        Cli.Outcome outcome = Cli.run("doctor", "--json", "--bootstrap", bootstrap());

        JsonNode report = new ObjectMapper().readTree(outcome.out());
        Map<String, String> statuses = new HashMap<>();
        report.get("findings")
                .forEach(f ->
                        statuses.put(f.get("name").asText(), f.get("status").asText()));
        assertThat(statuses)
                .as(outcome.out())
                .containsEntry("java", "ok")
                .containsEntry("pytorch", "ok")
                .containsEntry("rocksdb", "ok")
                .containsEntry("model", "ok")
                .containsEntry("brokers", "ok")
                .containsEntry("topics", "ok")
                .containsEntry("transactions", "ok")
                .containsEntry("generators", "ok")
                .containsEntry("scorer", "ok");
        assertThat(outcome.code()).isEqualTo(report.get("wrong").asInt() == 0 ? 0 : 3);
    }

    @Test
    void shouldTraceARequestFromItsPromptToItsScore() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        String span = "00f067aa0ba902b7";
        PromptEvent prompt = Workload.synthetic(
                        "traced", List.of(KvArgument.parse("h2o+slide,capacity=60%,window=64,recent=32")), 3, 8, 1)
                .inTurns()
                .get(0);
        try (KafkaProducer<byte[], byte[]> producer = producer("none")) {
            producer.send(new ProducerRecord<>(
                            Topics.PROMPTS,
                            null,
                            utf8(prompt.id()),
                            EventCodec.PROMPT.encode(prompt),
                            List.of(new RecordHeader("traceparent", utf8("00-" + trace + "-" + span + "-01")))))
                    .get();
        }

        Await.until(
                (double) PATIENCE.toSeconds(),
                () -> MemorySpans.of(trace).stream().anyMatch(s -> s.getName().equals("score")),
                "the score's span");
        Await.until(
                (double) PATIENCE.toSeconds(),
                () -> MemorySpans.of(trace).stream().anyMatch(s -> s.getName().equals("commit")),
                "the commit's span");
        List<SpanData> spans = MemorySpans.of(trace);
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("queued", "prefill", "decode", "spill", "commit", "score");
        assertThat(spans).allSatisfy(s -> {
            assertThat(s.getParentSpanId()).isEqualTo(span);
            assertThat(s.getEndEpochNanos()).isGreaterThanOrEqualTo(s.getStartEpochNanos());
            assertThat(s.getAttributes().toString()).contains(prompt.id()).doesNotContain("Question_");
            assertThat(s.getResource().getAttributes().toString())
                    .contains(s.getName().equals("score") ? "scopestream-scorer" : "scopestream-generator");
        });
    }

    @Test
    void shouldSayWhyAPromptIsRefused() {
        Cli.Outcome outcome = Cli.run("prompt", "hello", "--kv", "magic+slide", "--bootstrap", bootstrap());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("not served: kv", "magic", "allkv", "h2o")
                .hasLineCount(1);
    }

    @Test
    void shouldMakeADeadLetterOfEverythingBadAndLoseNothing() throws Exception {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("not-json", "hello");
        bad.put("wrong-type", "{\"prompt\": 17}");
        bad.put("empty-prompt", "{\"prompt\": \"\"}");
        bad.put("no-prompt", "{\"max_tokens\": 5}");
        bad.put("too-long", "{\"prompt\": \"" + "Question_1: 3+5 ".repeat(20_000) + "\"}");
        bad.put("max-tokens-0", "{\"prompt\": \"x\", \"max_tokens\": 0}");
        bad.put("max-tokens-huge", "{\"prompt\": \"x\", \"max_tokens\": 100000000}");
        bad.put("unknown-policy", "{\"prompt\": \"x\", \"kv\": {\"prefill\": \"magic\", \"decode\": \"none\"}}");
        bad.put("unknown-model", "{\"prompt\": \"x\", \"model\": \"gpt-9\"}");
        bad.put("key-and-id", "{\"prompt\": \"x\", \"id\": \"other\"}");
        Map<String, String> fields = Map.of(
                "not-json", "$",
                "wrong-type", "prompt",
                "empty-prompt", "prompt",
                "no-prompt", "prompt",
                "too-long", "prompt",
                "max-tokens-0", "max_tokens",
                "max-tokens-huge", "max_tokens",
                "unknown-policy", "kv.prefill",
                "unknown-model", "model",
                "key-and-id", "id");

        Map<String, Followed> outcomes = new HashMap<>();
        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false);
                KafkaProducer<byte[], byte[]> producer = producer("none")) {
            for (Map.Entry<String, String> one : bad.entrySet()) {
                producer.send(new ProducerRecord<>(Topics.PROMPTS, utf8(one.getKey()), utf8(one.getValue())))
                        .get();
                String good = "after-" + one.getKey();
                producer.send(new ProducerRecord<>(
                                Topics.PROMPTS, utf8(good), utf8("{\"prompt\": \"Question_1: 3+5\\n\\n\"}")))
                        .get();
            }
            List<String> ids = bad.keySet().stream()
                    .flatMap(id -> List.of(id, "after-" + id).stream())
                    .toList();
            assertThat(follower.await(ids, PATIENCE, followed -> {
                        if (followed.isFinal()) {
                            assertThat(outcomes.put(followed.id(), followed))
                                    .as("a second final record")
                                    .isNull();
                        }
                    }))
                    .isEmpty();
        }

        bad.forEach((id, value) -> {
            assertThat(outcomes.get(id)).as(id).isInstanceOf(Followed.Refused.class);
            Followed.Refused refused = (Followed.Refused) outcomes.get(id);
            assertThat(refused.letter().field()).as(id).isEqualTo(fields.get(id));
            assertThat(refused.letter().reason()).as(id).isNotBlank();
            assertThat(outcomes.get("after-" + id)).as("after-" + id).isInstanceOf(Followed.Served.class);
        });
        Cli.Outcome list = Cli.run("dlq", "list", "--bootstrap", bootstrap());
        assertThat(list.out()).contains(bad.keySet());
    }

    @Test
    void shouldServeAPromptOfTheStockConsoleProducer() throws Exception {
        // the README's own lines: printf '%s\n' 'KEY|JSON' | kafka-console-producer.sh OPTIONS
        String block = Readme.blocks("sh").stream()
                .filter(sh -> sh.contains("kafka-console-producer.sh"))
                .findFirst()
                .orElseThrow();
        List<String> words =
                Readme.words(block.substring(0, block.indexOf("\n\n")).replace("\\\n", " "));
        int pipe = words.indexOf("|");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.apache.kafka.tools.ConsoleProducer"));
        words.subList(pipe + 2, words.size())
                .forEach(word -> command.add(word.equals("127.0.0.1:9092") ? bootstrap() : word));

        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false)) {
            Process console = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("console").toFile())
                    .start();
            try (OutputStream in = console.getOutputStream()) {
                in.write(utf8(words.get(2) + "\n"));
            }
            assertThat(console.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(console.exitValue()).isZero();
            assertThat(follower.await(List.of("my-1"), PATIENCE, followed -> assertThat(followed)
                            .isInstanceOfSatisfying(Followed.Served.class, served -> assertThat(
                                            served.result().output().text())
                                    .contains("Answer_1: 3+5=8; #1=8. The answer is 8"))))
                    .isEmpty();
        }
    }

    @Test
    void shouldServeTheExampleOfKcat() throws Exception {
        assumeTrue(ExampleClient.isThere("kcat") || ExampleClient.isThere("kafkacat"), "no kcat here");
        ExampleClientsTest.assertAnswered(
                ExampleClient.of("kcat", directory.resolve("examples")).run("bash", "example.sh", bootstrap()), "kcat");
    }

    @Test
    void shouldServeTheExampleOfJava() throws Exception {
        ExampleClientsTest.assertAnswered(
                ExampleClient.of("java", directory.resolve("examples"))
                        .run(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                "Example.java",
                                bootstrap()),
                "java");
    }

    @Test
    void shouldNotLetAPromptOfFiveMegabytesIn() throws Exception {
        byte[] large = utf8("{\"prompt\": \"" + "a".repeat(5 << 20) + "\"}");
        try (KafkaProducer<byte[], byte[]> producer = producer("none")) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(Topics.PROMPTS, utf8("large"), large))
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
        // compressed, it passes the broker, which doesn't look inside
        try (ResultFollower follower = ResultFollower.open(stack.client(), ResultFollower.From.NOW, false);
                KafkaProducer<byte[], byte[]> producer = producer("gzip")) {
            producer.send(new ProducerRecord<>(Topics.PROMPTS, utf8("large-gzip"), large))
                    .get();
            assertThat(follower.await(List.of("large-gzip"), PATIENCE, followed -> assertThat(followed)
                            .isInstanceOfSatisfying(Followed.Refused.class, refused -> assertThat(
                                            refused.letter().reason())
                                    .contains("bytes"))))
                    .isEmpty();
        }
    }

    @Test
    void shouldAnswerOnItsPages() throws Exception {
        Map<String, String> urls = stack.urls();

        assertThat(Http.get(urls.get("page") + "/")).contains("<html");
        for (String url : urls.get("health").split(" and ", -1)) {
            assertThat(Http.get(url)).contains("\"status\":\"UP\"");
        }
    }

    @Test
    void shouldHaveKafkasOwnMetrics() throws Exception {
        String[] urls = stack.urls().get("metrics").split(" and ", -1);

        assertThat(Http.get(urls[0]))
                .containsPattern("(?m)^kafka_consumer_fetch_manager_records_lag_max[{]")
                .containsPattern("(?m)^kafka_producer_record_send_total[{]");
        assertThat(Http.get(urls[1])).containsPattern("(?m)^kafka_stream_thread_process_rate[{]");
    }

    @Test
    void shouldHaveEveryMetricThatAnAlertAsksFor() throws Exception {
        Cli.Outcome outcome = Cli.run("prompt", "Question_1: 3+5\n\n", "--bootstrap", bootstrap());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        String metrics = Http.get(stack.urls().get("metrics").split(" and ", -1)[0]);

        Set<String> asked = Pattern.compile("\\b(?:scope|gen_ai)_[a-z_]+")
                .matcher(Files.readString(Repository.root().resolve("compose/monitoring/alerts.yml")))
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(8).allSatisfy(name -> assertThat(metrics)
                .containsPattern("(?m)^" + name + "[{ ]"));
    }

    @Test
    void shouldHaveEveryMetricThatTheGrafanaDashboardShows() throws Exception {
        Cli.Outcome outcome = Cli.run("prompt", "Question_1: 3+5\n\n", "--bootstrap", bootstrap());
        assertThat(outcome.code()).as(outcome.err()).isZero();
        String metrics = Http.get(stack.urls().get("metrics").split(" and ", -1)[0]);

        String dashboard =
                Files.readString(Repository.root().resolve("compose/monitoring/grafana/dashboards/scopestream.json"));
        Set<String> shown = Pattern.compile("\\b(?:scope|gen_ai)_[a-z_]+_[a-z]+(?=[\\[{)])")
                .matcher(dashboard)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(shown).hasSizeGreaterThan(15).allSatisfy(name -> assertThat(metrics)
                .containsPattern("(?m)^" + name + "[{ ]"));
    }

    private static String bootstrap() {
        return stack.bootstrapServers();
    }
}
