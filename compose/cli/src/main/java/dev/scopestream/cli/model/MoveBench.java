package dev.scopestream.cli.model;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.Followed;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.client.TopicSpec;
import dev.scopestream.events.PromptEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.apache.kafka.clients.admin.Admin;

/** Moves a request between generators that are processes of their own, with disks of their own, and one partition. */
final class MoveBench implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final double MILLION = 1e6;
    /** A process that was killed has lost its partition after so long. */
    private static final String SESSION_MILLIS = "3000";

    private final EmbeddedBroker broker;
    private final Path directory;
    private final Map<String, Object> options;
    private final PromptProducer producer;
    private final ResultFollower follower;
    private BenchProcess owner;
    private int started;
    private int sent;

    /** How a generator ends. */
    enum End {
        KILL,
        STOP
    }

    /**
     * One move.
     *
     * @param tokens that had come from the first generator
     * @param resumed of these, that the second one took over
     * @param nextMillis from the assignment of the partition to the next token, as a client of the topics sees it
     * @param rereadMillis from sending a prompt as long as prompt and text together to its first token, likewise
     */
    record Moved(End end, int tokens, int resumed, double nextMillis, double rereadMillis) {
        /** Tokens that had come and were generated again. */
        int repeated() {
            return Math.max(0, tokens - resumed);
        }
    }

    private MoveBench(EmbeddedBroker broker, Path directory, Map<String, Object> options) {
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        this.broker = broker;
        this.directory = directory;
        this.options = options;
        try (Admin admin = Admin.create(client)) {
            List<TopicSpec> topics = TopicPlan.bundled().topics().stream()
                    .map(topic -> new TopicSpec(topic.name(), 1, topic.replication(), topic.configs()))
                    .toList();
            new TopicAdmin(admin, TIMEOUT).apply(new TopicPlan(topics).withReplication(1));
        }
        this.producer = new PromptProducer(client);
        this.follower = ResultFollower.open(client, ResultFollower.From.NOW, true);
    }

    /**
     * @param directory for all data
     * @param options of the generators
     */
    static MoveBench start(Path directory, Map<String, Object> options) throws IOException, InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(
                directory.resolve("broker"), 0, 0, Map.of("group.consumer.session.timeout.ms", SESSION_MILLIS));
        MoveBench bench;
        try {
            bench = new MoveBench(broker, directory, options);
        } catch (RuntimeException | Error e) {
            broker.close();
            throw e;
        }
        try {
            bench.owner = bench.process();
            bench.owner.awaitAssigned(TIMEOUT);
            return bench;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            bench.close();
            throw e;
        }
    }

    private BenchProcess process() throws IOException, InterruptedException {
        String name = "mover-" + started++;
        Map<String, Object> all = new HashMap<>(options);
        all.put("kafka.bootstrap.servers", broker.bootstrapServers());
        all.put("micronaut.server.port", -1);
        all.put("scope.instance-id", name);
        all.put("scope.spill.directory", directory.resolve(name).toString());
        all.put("scope.flow.chunk-tokens", 1);
        all.put("scope.drain-budget", "10ms");
        all.put("scope.revoke-budget", "20s");
        BenchProcess process = BenchProcess.start(all);
        try {
            process.awaitUp(TIMEOUT);
            return process;
        } catch (InterruptedException | RuntimeException | Error e) {
            process.close();
            throw e;
        }
    }

    /**
     * Sends a prompt, ends its generator when half of it has come, and follows the request in another one.
     *
     * @param prompt gives a text of at least so many tokens
     * @param tokens of the prompt
     * @param output tokens to generate
     */
    Moved move(End end, IntFunction<String> prompt, int tokens, int output) throws IOException, InterruptedException {
        BenchProcess next = process();
        BenchProcess first = owner;
        owner = next;
        MovedText text;
        try (first) {
            text = new MovedText(send(prompt.apply(tokens), output));
            follow(text, () -> text.before() >= output / 2);
            if (end == End.KILL) {
                first.kill();
            } else {
                first.stop();
            }
            follow(text, text::done);
        }
        long assigned = next.awaitAssigned(TIMEOUT);
        long start = System.nanoTime();
        MovedText again = new MovedText(send(prompt.apply(tokens + text.before()), 2));
        follow(again, again::done);
        return new Moved(
                end,
                text.before(),
                text.resumed(),
                (text.nextNanos() - assigned) / MILLION,
                (again.firstNanos() - start) / MILLION);
    }

    private String send(String prompt, int output) {
        String id = "move-" + sent++;
        return producer.send(PromptEvent.builder()
                        .id(id)
                        .prompt(prompt)
                        .maxTokens(output)
                        .ignoreEos(true)
                        .build())
                .join();
    }

    private void follow(MovedText text, BooleanSupplier until) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!until.getAsBoolean()) {
            List<Followed> received = follower.poll(Duration.ofMillis(100));
            long now = System.nanoTime();
            received.forEach(each -> text.take(each, now));
            if (!received.isEmpty()) {
                deadline = now + TIMEOUT.toNanos();
            } else if (now > deadline) {
                throw new CliException("nothing came of a request for " + TIMEOUT.toSeconds() + " s");
            }
        }
    }

    @Override
    public void close() {
        if (owner != null) {
            owner.close();
        }
        follower.close();
        producer.close();
        broker.close();
    }
}
