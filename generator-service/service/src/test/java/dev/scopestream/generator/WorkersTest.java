package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.engine.checkpoint.BundledModel;
import dev.scopestream.events.FinishReason;
import dev.scopestream.events.ResultEvent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker for each device that {@code scope.device} names; here the processor twice, which is as good as two GPUs. */
class WorkersTest {
    private static final int TOKENS = 300;

    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;

    private final RuleEngine.Control control = new RuleEngine.Control();
    private final List<RuleEngine> engines = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start(directory.resolve("broker"));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private GeneratorHandle ruled(Pipeline pipeline, Map<String, Object> more) {
        Map<String, Object> properties = new HashMap<>(more);
        properties.put("scope.device", "cpu,cpu");
        return GeneratorApplication.start(pipeline.properties(properties), (model, options) -> {
            RuleEngine engine = new RuleEngine(control);
            engines.add(engine);
            return engine;
        });
    }

    /** A metric of each of the two workers. */
    private static double[] each(GeneratorHandle generator, String name) throws Exception {
        URI uri = URI.create("http://localhost:" + generator.httpPort() + "/prometheus");
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        double[] values = new double[2];
        for (int i = 0; i < values.length; i++) {
            Matcher line =
                    Pattern.compile(name + "\\{worker=\"" + i + "\",?} (\\S+)").matcher(text);
            assertThat(line.find()).as(name + " of worker " + i).isTrue();
            values[i] = Double.parseDouble(line.group(1));
        }
        return values;
    }

    /** Prompts by their ids, of several policies. */
    private static Map<String, String> prompts() {
        String[] more = {
            "",
            ",\"kv\":{\"decode\":\"slide\",\"window\":64,\"recent\":16}",
            ",\"kv\":{\"prefill\":\"h2o\",\"decode\":\"h2o\",\"capacity\":\"60%\",\"window\":64,\"recent\":16}",
            ",\"kv\":{\"prefill\":\"snapkv\",\"decode\":\"slide\",\"capacity\":16,\"window\":16,\"recent\":8,"
                    + "\"recall\":{\"slots\":64,\"every\":2}}",
            ",\"temperature\":0.8,\"top_p\":0.9,\"seed\":11,\"kv\":{\"decode\":\"slide\",\"window\":48,\"recent\":16}",
        };
        Map<String, String> prompts = new LinkedHashMap<>();
        for (int i = 0; i < 10; i++) {
            prompts.put(
                    "doc-" + i,
                    "{\"prompt\":\"" + RealEngineTest.document(1 + i, 30) + "\",\"max_tokens\":" + TOKENS
                            + ",\"ignore_eos\":true" + more[i % more.length] + "}");
        }
        return prompts;
    }

    /** What one engine by itself says to prompts that don't recall. */
    private static Map<String, String> alone(Path model, Map<String, String> prompts) {
        Map<String, String> plain = new LinkedHashMap<>(prompts);
        plain.values().removeIf(json -> json.contains("recall"));
        return ExpectedTexts.of(model, plain, TOKENS);
    }

    @Test
    void shouldSayWhatOneEngineSaysAndGoOnAfterARestartOnWhicheverDevice() throws Exception {
        Path model = BundledModel.materialise("longgen-tiny", directory.resolve("models"));
        Map<String, String> prompts = prompts();
        Map<String, String> expected = alone(model, prompts);
        Map<String, Object> options = Map.of(
                "scope.model",
                model,
                "scope.device",
                "cpu,cpu",
                "scope.threads",
                1,
                "scope.drain-budget",
                "0s",
                "scope.spill.directory",
                directory.resolve("spill"));
        Map<String, Object> single = new HashMap<>(options);
        single.put("scope.device", "cpu");
        single.put("scope.spill.directory", directory.resolve("single"));
        try (Pipeline one = new Pipeline(broker, "one", 2, Map.of());
                GeneratorHandle generator = GeneratorApplication.start(one.properties(single))) {
            prompts.forEach((id, json) -> {
                if (json.contains("recall")) {
                    one.send(id, json);
                }
            });
            one.awaitFinals(prompts.size() - expected.size());
            assertThat(generator.failure()).isNotDone();
            one.results().forEach(r -> expected.put(r.id(), r.output().text()));
        }
        try (Pipeline pipeline = new Pipeline(broker, "two", 2, Map.of())) {
            prompts.forEach(pipeline::send);
            try (GeneratorHandle generator = GeneratorApplication.start(pipeline.properties(options))) {
                pipeline.await(
                        () -> pipeline.chunks().stream()
                                        .filter(c -> !c.last() && c.index() >= 2)
                                        .map(c -> c.id())
                                        .distinct()
                                        .count()
                                == prompts.size(),
                        "all are under way");
                assertThat(each(generator, "scope_worker_served_total")).containsExactly(5, 5);
            }
            pipeline.readToEnd();
            int before = pipeline.results().size();
            try (GeneratorHandle generator = GeneratorApplication.start(pipeline.properties(options))) {
                pipeline.awaitFinals(prompts.size());
                double[] served = each(generator, "scope_worker_served_total");
                assertThat(served[0] + served[1]).isEqualTo(prompts.size() - before);
                assertThat(Math.abs(served[0] - served[1])).isLessThanOrEqualTo(1);
                assertThat(each(generator, "scope_worker_requests")).containsExactly(0, 0);
            }
            pipeline.assertComplete(expected, 0);
            assertThat(pipeline.results().stream().filter(r -> r.attempt() == 2))
                    .as("went on from where they were given up")
                    .hasSize(prompts.size() - before);
        }
    }

    @Test
    void shouldCancelARequestOnTheDeviceThatHasIt() throws Exception {
        try (Pipeline pipeline = new Pipeline(broker, "cancel", 1, Map.of())) {
            Map<String, String> expected = new HashMap<>();
            for (int i = 0; i < 4; i++) {
                pipeline.prompt("p" + i, "p" + i, 400);
                expected.put("p" + i, RuleEngine.text("p" + i, 400));
            }
            control.allow(0);
            try (GeneratorHandle generator = ruled(pipeline, Map.of())) {
                pipeline.await(() -> generator.stats().running() == 4, "all run");
                assertThat(each(generator, "scope_worker_requests")).containsExactly(2, 2);
                pipeline.cancel("p0");
                pipeline.cancel("p1");
                pipeline.awaitFinals(2);
                assertThat(each(generator, "scope_worker_requests")).containsExactly(1, 1);
                control.allow(Long.MAX_VALUE);
                pipeline.awaitFinals(4);
            }
            for (ResultEvent result : pipeline.results()) {
                boolean cancelled = result.id().equals("p0") || result.id().equals("p1");
                assertThat(result.output().finishReason())
                        .isEqualTo(cancelled ? FinishReason.CANCELLED : FinishReason.LENGTH);
                assertThat(expected.get(result.id())).startsWith(result.output().text());
                expected.put(result.id(), result.output().text());
            }
            pipeline.assertComplete(expected, 0);
            assertThat(engines).hasSize(2).allMatch(RuleEngine::isClosed);
        }
    }

    @Test
    void shouldEndWhenOneWorkerDies() {
        try (Pipeline pipeline = new Pipeline(broker, "dies", 1, Map.of())) {
            pipeline.prompt("fine", "fine", 20);
            pipeline.prompt("bad", "CRASH", 20);
            GeneratorHandle generator = ruled(pipeline, Map.of());
            assertThat(generator.failure()).succeedsWithin(Pipeline.PATIENCE).satisfies(e -> assertThat(e)
                    .hasMessageContaining("this prompt crashes the engine"));
            generator.close();
            assertThat(engines).hasSize(2).allMatch(RuleEngine::isClosed);
        }
    }
}
