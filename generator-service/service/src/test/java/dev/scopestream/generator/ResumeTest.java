package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.ResultEvent;
import dev.scopestream.spill.rocks.SpillInspector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that go on from a checkpoint, wherever their process or their partition went. */
class ResumeTest {
    private static final int TOKENS = 300;
    private static final Pattern RESUMED = Pattern.compile("resumed: request=\\S+ attempt=2 tokens=(\\d+)");

    @TempDir
    private Path directory;

    private EmbeddedBroker broker;
    private GeneratorProcesses processes;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start(
                directory.resolve("broker"), 0, 0, Map.of("group.consumer.session.timeout.ms", "3000"));
        processes = new GeneratorProcesses(directory);
    }

    @AfterEach
    void stop() throws Exception {
        processes.close();
        broker.close();
    }

    /** Requests of several kinds, and what the bare engine says to them. */
    private Map<String, String> send(Pipeline pipeline) {
        Map<String, String> values = new LinkedHashMap<>();
        String[] more = {
            "",
            ",\"kv\":{\"decode\":\"slide\",\"window\":64,\"recent\":16}",
            ",\"kv\":{\"prefill\":\"h2o\",\"decode\":\"h2o\",\"capacity\":\"60%\",\"window\":64,\"recent\":16}",
            ",\"kv\":{\"prefill\":\"snapkv\",\"decode\":\"adaptive\",\"capacity\":\"50%\",\"window\":64,\"recent\":16}",
            ",\"temperature\":0.8,\"top_p\":0.9,\"seed\":11,\"kv\":{\"decode\":\"slide\",\"window\":48,\"recent\":16}",
        };
        for (int i = 0; i < more.length; i++) {
            values.put(
                    "doc-" + i,
                    "{\"prompt\":\"" + RealEngineTest.document(1 + i, 30) + "\",\"max_tokens\":" + TOKENS
                            + ",\"ignore_eos\":true" + more[i] + "}");
        }
        values.forEach(pipeline::send);
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        return ExpectedTexts.of(model, values, TOKENS);
    }

    private Map<String, String> spilling(String drain) {
        return Map.of(
                "SCOPE_SPILL_DIRECTORY",
                directory.resolve("spill").toString(),
                "SCOPE_SPILL_CHECKPOINT_TOKENS",
                "16",
                "SCOPE_DRAIN_BUDGET",
                drain);
    }

    private static boolean eachHas(Pipeline pipeline, int tokens, int requests) {
        Map<String, Integer> counts = new HashMap<>();
        pipeline.chunks().stream().filter(c -> !c.last()).forEach(c -> counts.merge(c.id(), c.tokens(), Integer::sum));
        return counts.values().stream().filter(n -> n >= tokens).count() >= requests;
    }

    private int resumedTokens(int process) {
        return RESUMED.matcher(processes.log(process))
                .results()
                .map(MatchResult::group)
                .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf('=') + 1)))
                .sum();
    }

    @Test
    void shouldGoOnWhereItWasKilled() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "killed", 2, Map.of())) {
            Map<String, String> expected = send(pipeline);
            Process first = processes.start(pipeline, spilling("1s"));
            pipeline.await(() -> eachHas(pipeline, 96, expected.size()), "all are far");
            first.destroyForcibly().waitFor();
            pipeline.readToEnd();
            int before = pipeline.results().size();
            assertThat(before).as("killed in the middle").isLessThan(expected.size());
            assertThat(processes.start(pipeline, spilling("1s")).isAlive()).isTrue();
            pipeline.awaitFinals(expected.size());
            pipeline.assertComplete(expected, 0);
            assertThat(pipeline.results().stream().filter(r -> r.attempt() == 2))
                    .hasSize(expected.size() - before);
            assertThat(resumedTokens(1))
                    .as("tokens that weren't decoded again")
                    .isGreaterThanOrEqualTo(48 * (expected.size() - before));
        }
    }

    @Test
    void shouldSaveWhatASigtermInterruptsAndForgetItWhenItIsDone() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "terminated", 1, Map.of())) {
            Map<String, String> expected = send(pipeline);
            Process first = processes.start(pipeline, spilling("50ms"));
            pipeline.await(() -> eachHas(pipeline, 32, expected.size()), "running");
            first.destroy();
            assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(first.exitValue()).as(processes.log(0)).isZero();
            pipeline.readToEnd();
            int left = expected.size() - pipeline.results().size();
            assertThat(processes.log(0)).contains("requests given up: count=" + left + " saved=" + left);
            assertThat(SpillInspector.inspect(directory.resolve("spill"))
                            .report()
                            .requests())
                    .filteredOn(r -> r.checkpointBytes() > 0)
                    .hasSize(left);
            Process second = processes.start(pipeline, spilling("10s"));
            pipeline.awaitFinals(expected.size());
            pipeline.assertComplete(expected, 0);
            assertThat(resumedTokens(1)).isGreaterThanOrEqualTo(32 * left);
            second.destroy();
            assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(SpillInspector.inspect(directory.resolve("spill"))
                            .report()
                            .requests())
                    .isEmpty();
        }
    }

    @Test
    void shouldReadAnotherProcessesPromptsNoFurtherThanNeeded() throws Exception {
        String kv =
                ",\"kv\":{\"prefill\":\"h2o\",\"decode\":\"h2o\",\"capacity\":\"60%\",\"window\":64,\"recent\":16}}";
        String examples = RealEngineTest.document(1, 40);
        Map<String, Object> options = Map.of(
                "scope.model",
                BundledModel.materialise("longgen-tiny", directory.resolve("models")),
                "scope.prefill-chunk",
                64,
                "scope.spill.directory",
                directory.resolve("spill"));
        Map<String, String> texts = new HashMap<>();
        for (int round = 0; round < 3; round++) {
            Map<String, Object> without = new HashMap<>(options);
            without.put("scope.prefix-bytes", round == 0 ? 0 : 1 << 26);
            try (Pipeline pipeline = new Pipeline(broker, "round-" + round, 1, Map.of());
                    GeneratorHandle generator = GeneratorApplication.start(pipeline.properties(without))) {
                for (int i = 0; i < 3; i++) {
                    pipeline.send(
                            "p-" + i,
                            "{\"prompt\":\"" + examples + RealEngineTest.document(50 + i, 2) + "\",\"max_tokens\":40"
                                    + kv);
                }
                pipeline.awaitFinals(3);
                if (round == 0) {
                    pipeline.results().forEach(r -> texts.put(r.id(), r.output().text()));
                }
                pipeline.assertComplete(texts, 0);
                assertThat(metrics(generator))
                        .contains("scope_prefix_hits_total " + (round == 2 ? 3 : round) + ".0")
                        .contains("scope_prefix_loaded_total " + (round == 2 ? 1 : 0) + ".0")
                        .contains("scope_prefix_rejected_total 0.0");
            }
        }
        assertThat(SpillInspector.inspect(directory.resolve("spill")).report().prefixes())
                .hasSize(1);
    }

    private static String metrics(GeneratorHandle generator) throws Exception {
        URI uri = URI.create("http://localhost:" + generator.httpPort() + "/prometheus");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void shouldGoOnWhenAPartitionComesBack() throws Exception {
        RuleEngine.Control here = new RuleEngine.Control();
        RuleEngine.Control there = new RuleEngine.Control();
        here.allow(0);
        there.allow(1);
        Map<String, String> expected = new HashMap<>();
        try (Pipeline pipeline = new Pipeline(broker, "rebalanced", 2, Map.of())) {
            for (int i = 0; i < 8; i++) {
                pipeline.prompt("p-" + i, "p-" + i, 200);
                expected.put("p-" + i, RuleEngine.text("p-" + i, 200));
            }
            Map<String, Object> spill = Map.of("scope.spill.directory", directory.resolve("spill"));
            try (GeneratorHandle stays = pipeline.start(here, spill)) {
                pipeline.await(() -> stays.stats().running() == 8, "all run");
                here.allow(40);
                pipeline.await(() -> eachHas(pipeline, 40, 8), "all have 40 tokens");
                try (GeneratorHandle visits = pipeline.start(there, Map.of("scope.drain-budget", "10ms"))) {
                    pipeline.await(
                            () -> pipeline.chunks().stream().anyMatch(c -> c.attempt() == 2), "the other one has some");
                    assertThat(visits.stats().running()).isPositive();
                }
                pipeline.await(() -> stays.stats().running() == 8, "they are back");
                here.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(8);
                pipeline.assertComplete(expected, 0);
                long moved = pipeline.results().stream()
                        .map(ResultEvent::attempt)
                        .filter(attempt -> attempt > 1)
                        .count();
                assertThat(moved).isBetween(1L, 7L);
                assertThat(metrics(stays))
                        .contains("scope_resumed_requests_total " + moved + ".0")
                        .contains("scope_resumed_tokens_total " + 40 * moved + ".0");
            }
        }
    }
}
