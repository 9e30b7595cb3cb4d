package dev.scopestream.cli.up;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.ErrorReport;
import dev.scopestream.cli.common.LoadingLine;
import dev.scopestream.client.HangingTransactions;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.door.DoorApplication;
import dev.scopestream.door.DoorHandle;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.ScorerHandle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Broker, topics, generator, scorer and door in this JVM; what sends prompts closes before what serves them. */
final class LocalStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private EmbeddedBroker broker;
    private volatile GeneratorHandle generator;
    private volatile ScorerHandle scorer;
    private volatile DoorHandle door;

    private LocalStack() {}

    /**
     * @param out gets a line a part
     * @param err shows how far the loading of the model is
     */
    static LocalStack start(UpOptions options, RunDirectory data, Path model, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        LocalStack stack = new LocalStack();
        try {
            stack.startBroker(options, data, out);
            SideBySide.run(() -> stack.startGenerator(options, data, model, out, err), () -> {
                stack.startDoor(options, data, model, out);
                stack.startScorer(options, data, out);
            });
            return stack;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    private void startBroker(UpOptions options, RunDirectory data, PrintWriter out) throws IOException {
        Stopwatch watch = Stopwatch.start();
        broker = EmbeddedBroker.start(data.broker(), options.port, 0);
        try (Admin admin = Admin.create(client())) {
            new HangingTransactions(admin, client(), TIMEOUT).endAll(TIMEOUT);
            new TopicAdmin(admin, TIMEOUT).apply(TopicPlan.bundled().withReplication(1));
        }
        out.println("broker     " + bootstrapServers() + " (" + watch + ")");
    }

    private void startGenerator(UpOptions options, RunDirectory data, Path model, PrintWriter out, PrintWriter err)
            throws InterruptedException {
        Stopwatch watch = Stopwatch.start();
        Map<String, Object> properties = new HashMap<>();
        properties.put("kafka.bootstrap.servers", bootstrapServers());
        properties.put("scope.model", model.toString());
        properties.put("scope.dtype", options.dtype);
        properties.put("scope.kv-dtype", options.kvDtype);
        properties.put("scope.device", options.device);
        properties.put("scope.threads", options.threads);
        properties.put("scope.max-batch", options.maxBatch);
        properties.put("scope.spill.directory", data.spill().toString());
        properties.put("micronaut.server.port", options.generatorPort == 0 ? -1 : options.generatorPort);
        try (LoadingLine line = LoadingLine.on(err)) {
            generator = GeneratorApplication.startShowing(line, properties);
        }
        generator.awaitReady(TIMEOUT);
        out.println("generator  " + model.getFileName() + " " + options.dtype + ", http://localhost:"
                + generator.httpPort() + " (" + watch + ")");
    }

    private void startScorer(UpOptions options, RunDirectory data, PrintWriter out) {
        Stopwatch watch = Stopwatch.start();
        try {
            scorer = ScorerApplication.start(Map.of(
                    "kafka.bootstrap.servers",
                    bootstrapServers(),
                    "scorer.state-dir",
                    data.scorer().toString(),
                    // it listens on this machine only, and what it shows is this machine's
                    "scorer.page.prompts",
                    true,
                    "scorer.page.example",
                    Workload.example(options),
                    "scorer.page.chat",
                    options.model != null,
                    "micronaut.server.port",
                    options.scorerPort == 0 ? -1 : options.scorerPort));
        } catch (RuntimeException e) {
            throw new CliException("the scorer can't start: " + ScorerApplication.reason(e), e);
        }
        out.println("scorer     " + scorer.uri() + " (" + watch + ")");
    }

    private void startDoor(UpOptions options, RunDirectory data, Path model, PrintWriter out) {
        Stopwatch watch = Stopwatch.start();
        try {
            door = DoorApplication.start(Map.of(
                    "kafka.bootstrap.servers", bootstrapServers(),
                    "scope.door.models", String.valueOf(model.getFileName()),
                    "scope.door.files.directory", data.files().toString(),
                    "micronaut.server.port", options.doorPort == 0 ? -1 : options.doorPort));
        } catch (RuntimeException e) {
            throw new CliException("the door can't start: " + DoorApplication.reason(e), e);
        }
        out.println("door       " + door.uri() + "/v1 (" + watch + ")");
    }

    /** Where people and monitoring look, by name. */
    Map<String, String> urls() {
        String generatorUrl = "http://localhost:" + generator.httpPort();
        Map<String, String> urls = new LinkedHashMap<>();
        urls.put("page", scorer.uri().toString());
        urls.put("try it", scorer.uri() + "/#/try");
        urls.put("OpenAI", door.uri() + "/v1");
        urls.put("health", generatorUrl + "/health and " + scorer.uri() + "/health and " + door.uri() + "/health");
        urls.put(
                "metrics",
                generatorUrl + "/prometheus and " + scorer.uri() + "/prometheus and " + door.uri() + "/prometheus");
        return urls;
    }

    /** @throws CliException when a part has died or can't go on */
    void check() {
        if (generator.failure().isDone()) {
            throw new CliException("the generator died: "
                    + ErrorReport.describe(generator.failure().join()));
        }
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Properties of a Kafka client. */
    Map<String, Object> client() {
        return Map.of("bootstrap.servers", bootstrapServers());
    }

    GeneratorHandle generator() {
        return generator;
    }

    @Override
    public void close() {
        close("door", door);
        close("scorer", scorer);
        close("generator", generator);
        close("broker", broker);
        broker = null;
        generator = null;
        scorer = null;
        door = null;
    }

    /** @param closeable null: it isn't up */
    private static void close(String name, AutoCloseable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
                LOG.info("closed: part={}", name);
            } catch (Exception e) {
                LOG.warn("close failed: part={}", name, e);
            }
        }
    }
}
