package dev.scopestream.door;

import dev.scopestream.door.kafka.Feeds;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;

/** A door that runs in this JVM. */
public final class DoorHandle implements AutoCloseable {
    private final ApplicationContext context;
    private final EmbeddedServer server;

    DoorHandle(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /** Where it answers; OpenAI's clients take it with {@code /v1} behind it. */
    public URI uri() {
        return server.getURI();
    }

    /** Whether all topics are followed, and earlier results are known. */
    public boolean isReady() {
        Feeds feeds = context.getBean(Feeds.class);
        return feeds.trouble().isEmpty() && feeds.isCaughtUp();
    }

    /** Stops HTTP and Kafka's clients. A second call does nothing. */
    @Override
    public void close() {
        server.stop();
        context.close();
    }
}
