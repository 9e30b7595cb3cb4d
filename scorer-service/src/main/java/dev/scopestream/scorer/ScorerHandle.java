package dev.scopestream.scorer;

import dev.scopestream.events.AccuracySummary;
import dev.scopestream.scorer.stream.Count;
import dev.scopestream.scorer.stream.ScorerCounts;
import dev.scopestream.scorer.stream.ScorerStatus;
import dev.scopestream.scorer.stream.StreamsSupervisor;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.util.List;

/** A scorer that runs in this JVM. */
public final class ScorerHandle implements AutoCloseable {
    private final ApplicationContext context;
    private final EmbeddedServer server;

    ScorerHandle(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /** Where the page is; {@code /accuracy}, {@code /health} and {@code /prometheus} below it. */
    public URI uri() {
        return server.getURI();
    }

    public ScorerStatus status() {
        return context.getBean(StreamsSupervisor.class).status();
    }

    /**
     * All groups' running means.
     *
     * @throws dev.scopestream.scorer.stream.NotReadyException while they can't be read
     */
    public List<AccuracySummary> summaries() {
        return context.getBean(StreamsSupervisor.class).summaries();
    }

    public long count(Count count) {
        return context.getBean(ScorerCounts.class).get(count);
    }

    /** Stops HTTP and Kafka Streams; returns when both are down. A second call does nothing. */
    @Override
    public void close() {
        server.stop();
        context.close();
    }
}
