package dev.scopestream.cli.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.Cli;
import dev.scopestream.cli.TopicContent;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.Topics;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches through a real broker and a real generator. */
class BatchRunTest {
    @TempDir
    private static Path shared;

    private static EmbeddedBroker broker;
    private static GeneratorHandle generator;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(shared.resolve("broker"));
        try (Admin admin = Admin.create(client())) {
            new TopicAdmin(admin, Duration.ofSeconds(60))
                    .apply(TopicPlan.bundled().withReplication(1));
        }
        generator = GeneratorApplication.start(Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "micronaut.server.port",
                -1,
                "scope.dtype",
                "fp32",
                "scope.threads",
                1,
                "scope.model",
                BundledModel.materialise("longgen-tiny", shared.resolve("models"))
                        .toString()));
    }

    @AfterAll
    static void stop() {
        generator.close();
        broker.close();
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static String line(String customId, String more) {
        return "{\"custom_id\": \"" + customId + "\", \"method\": \"POST\", \"url\": \"/v1/completions\", \"body\":"
                + " {\"model\": \"longgen-tiny\", \"prompt\": \"Question_1: 3+5\\n\\n\", \"max_tokens\": 30" + more
                + "}}";
    }

    private List<String> command(Path input) {
        return List.of(
                "batch",
                "run",
                input.toString(),
                "--out",
                directory.resolve("out.jsonl").toString(),
                "--errors",
                directory.resolve("errors.jsonl").toString(),
                "--window",
                "8",
                "--bootstrap",
                broker.bootstrapServers());
    }

    private Cli.Outcome run(Path input) {
        return Cli.run(command(input).toArray(String[]::new));
    }

    private List<JsonNode> lines(String file) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(file))) {
            all.add(new ObjectMapper().readTree(line));
        }
        return all;
    }

    private static List<String> ids(List<JsonNode> lines) {
        return lines.stream().map(line -> line.get("custom_id").asText()).toList();
    }

    private static long prompts() {
        return TopicContent.of(client(), Topics.PROMPTS).size();
    }

    @Test
    void shouldServeTheGoodLinesAndSayWhatIsWrongWithTheOthers() throws Exception {
        Path input = Files.write(
                directory.resolve("in.jsonl"),
                List.of(
                        line("a", ""),
                        "not json",
                        line("b", ", \"kv\": {\"prefill\": \"magic\"}"),
                        line("a", ", \"seed\": 1"),
                        "",
                        line("c", ", \"best_of\": 2"),
                        line("d", ", \"stream\": true"),
                        line("e", "").replace("/v1/completions", "/v1/embeddings"),
                        line("f", ", \"stop\": \"=\"")));
        Cli.Outcome outcome = run(input);

        assertThat(outcome.code()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).contains("2 served", "6 refused", "ETA");
        List<JsonNode> served = lines("out.jsonl");
        assertThat(ids(served)).containsExactlyInAnyOrder("a", "f");
        JsonNode f = served.get(ids(served).indexOf("f"));
        assertThat(f.at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(f.at("/response/body/object").asText()).isEqualTo("text_completion");
        assertThat(f.at("/response/body/choices/0/text").asText()).isEqualTo("Answer_1: 3+5");
        assertThat(f.at("/response/body/usage/completion_tokens").asInt()).isPositive();
        assertThat(f.get("error").isNull()).isTrue();
        Map<Integer, String> wrong = Map.of(
                2,
                "$: is not JSON",
                4,
                "custom_id: an earlier line",
                6,
                "best_of: is not supported",
                7,
                "stream: ",
                8,
                "url: ");
        List<JsonNode> errors = lines("errors.jsonl");
        wrong.forEach((number, message) -> assertThat(errors).anySatisfy(error -> {
            assertThat(error.path("line").asInt()).isEqualTo(number);
            assertThat(error.at("/error/message").asText()).startsWith(message);
        }));
        assertThat(errors).hasSize(6).anySatisfy(error -> {
            assertThat(error.get("custom_id").asText()).isEqualTo("b");
            assertThat(error.at("/response/status_code").asInt()).isEqualTo(400);
            assertThat(error.at("/response/body/error/param").asText()).isEqualTo("kv.prefill");
        });

        String before =
                Files.readString(directory.resolve("out.jsonl")) + Files.readString(directory.resolve("errors.jsonl"));
        long sent = prompts();
        assertThat(run(input).out()).contains("8: 8 done before");
        assertThat(Files.readString(directory.resolve("out.jsonl"))
                        + Files.readString(directory.resolve("errors.jsonl")))
                .isEqualTo(before);
        assertThat(prompts()).isEqualTo(sent);
    }

    @Test
    void shouldGoOnBehindATornLineWithWhatTheTopicHas() throws Exception {
        Path input = Files.write(
                directory.resolve("in.jsonl"),
                IntStream.range(0, 20).mapToObj(i -> line("torn-" + i, "")).toList());
        assertThat(run(input).code()).isZero();
        long sent = prompts();
        Path out = directory.resolve("out.jsonl");
        List<String> all = Files.readAllLines(out);
        Files.writeString(
                out, String.join("\n", all.subList(0, 7)) + "\n" + all.get(7).substring(0, 50));

        assertThat(run(input).code()).isZero();

        assertThat(ids(lines("out.jsonl"))).hasSize(20).doesNotHaveDuplicates();
        assertThat(prompts()).as("nothing is sent again that has its result").isEqualTo(sent);
    }

    @Test
    void shouldNotMixAnswersOfTwoBodies() throws Exception {
        Path input = directory.resolve("in.jsonl");
        Files.writeString(input, line("same", "") + "\n");
        assertThat(run(input).code()).isZero();
        Files.writeString(input, line("same", ", \"stop\": \"=\"") + "\n");

        Cli.Outcome changed = run(input);

        assertThat(changed.code()).isEqualTo(1);
        assertThat(changed.err())
                .contains("custom_id same", "line 1 was changed", "--out")
                .hasLineCount(1);
        Files.delete(directory.resolve("out.jsonl"));
        assertThat(run(input).code()).isZero();
        assertThat(lines("out.jsonl").get(0).at("/response/body/choices/0/text").asText())
                .isEqualTo("Answer_1: 3+5");
    }

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void shouldPayForNoTokenTwiceWhenItIsKilled() throws Exception {
        int count = 60;
        Path input = Files.write(
                directory.resolve("in.jsonl"),
                IntStream.range(0, count)
                        .mapToObj(i -> line("killed-" + i, ", \"temperature\": 1, \"ignore_eos\": true")
                                .replace(": 30", ": 200"))
                        .toList());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.scopestream.cli.Main"));
        command.addAll(command(input));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        Path out = directory.resolve("out.jsonl");
        long start = System.nanoTime();
        while (!Files.exists(out) || Files.size(out) == 0) {
            assertThat(process.isAlive())
                    .as(Files.readString(directory.resolve("log")))
                    .isTrue();
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.MINUTES.toNanos(2));
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        process.destroyForcibly().waitFor();
        assertThat(Files.readAllLines(out).size()).isBetween(1, count - 1);

        Cli.Outcome rest = run(input);

        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(ids(lines("out.jsonl"))).hasSize(count).doesNotHaveDuplicates();
        List<String> results = TopicContent.of(client(), Topics.RESULTS).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .filter(id -> id.startsWith("killed-"))
                .toList();
        assertThat(results).hasSize(count).doesNotHaveDuplicates();
    }
}
