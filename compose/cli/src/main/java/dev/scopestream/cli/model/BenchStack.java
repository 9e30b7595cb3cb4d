package dev.scopestream.cli.model;

import dev.scopestream.broker.EmbeddedBroker;
import dev.scopestream.cli.common.CliException;
import dev.scopestream.client.Followed;
import dev.scopestream.client.PromptProducer;
import dev.scopestream.client.ResultFollower;
import dev.scopestream.client.TopicAdmin;
import dev.scopestream.client.TopicPlan;
import dev.scopestream.events.KvReport;
import dev.scopestream.events.PromptEvent;
import dev.scopestream.generator.GeneratorApplication;
import dev.scopestream.generator.GeneratorHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;

/** A broker with a generator, and a client of both, to measure. */
final class BenchStack implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final EmbeddedBroker broker;
    private final GeneratorHandle generator;
    private final PromptProducer producer;
    private final ResultFollower follower;

    private BenchStack(
            EmbeddedBroker broker, GeneratorHandle generator, PromptProducer producer, ResultFollower follower) {
        this.broker = broker;
        this.generator = generator;
        this.producer = producer;
        this.follower = follower;
    }

    /**
     * Starts all, and waits until it is ready.
     *
     * @param directory for all data
     * @param options of the generator
     */
    static BenchStack start(Path directory, Map<String, Object> options) throws IOException, InterruptedException {
        EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"));
        GeneratorHandle generator = null;
        try {
            Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(client)) {
                new TopicAdmin(admin, TIMEOUT).apply(TopicPlan.bundled().withReplication(1));
            }
            Map<String, Object> properties = new HashMap<>(options);
            properties.put("kafka.bootstrap.servers", broker.bootstrapServers());
            properties.put("micronaut.server.port", -1);
            generator = GeneratorApplication.start(properties);
            if (!generator.awaitReady(TIMEOUT)) {
                throw new CliException("the generator got no partition within " + TIMEOUT.toSeconds() + " s");
            }
            ResultFollower follower = ResultFollower.open(client, ResultFollower.From.NOW, true);
            return new BenchStack(broker, generator, new PromptProducer(client), follower);
        } catch (InterruptedException | RuntimeException | Error e) {
            if (generator != null) {
                generator.close();
            }
            broker.close();
            throw e;
        }
    }

    /**
     * What some prompts took, from before they were sent.
     *
     * @param firstNanos to the first piece of text, of whichever
     * @param allNanos to the last result
     * @param caches what the results say of their caches
     */
    record Times(long firstNanos, long allNanos, List<KvReport> caches) {}

    /** Sends prompts together, and follows them to their ends. */
    Times run(List<PromptEvent> prompts) {
        AtomicLong first = new AtomicLong();
        List<KvReport> caches = new ArrayList<>();
        long start = System.nanoTime();
        CompletableFuture.allOf(prompts.stream().map(producer::send).toArray(CompletableFuture[]::new))
                .join();
        Set<String> open = follower.await(prompts.stream().map(PromptEvent::id).toList(), PATIENCE, followed -> {
            first.compareAndSet(0, System.nanoTime() - start);
            if (followed.isFinal() && !(followed instanceof Followed.Served)) {
                throw new CliException("not served: " + followed);
            }
            if (followed instanceof Followed.Served served) {
                caches.add(served.result().kv());
            }
        });
        long all = System.nanoTime() - start;
        if (!open.isEmpty()) {
            throw new CliException(open.size() + " of " + prompts.size() + " prompts have no result");
        }
        return new Times(first.get(), all, caches);
    }

    @Override
    public void close() {
        follower.close();
        producer.close();
        generator.close();
        broker.close();
    }
}
