package dev.scopestream.generator;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A running generator in this JVM. */
public final class GeneratorHandle implements AutoCloseable {
    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final Generator generator;

    GeneratorHandle(ApplicationContext context, EmbeddedServer server, Generator generator) {
        this.context = context;
        this.server = server;
        this.generator = generator;
    }

    /** Waits until the generator has got a partition. False: not within this time. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        return generator.status().awaitAssignment(timeout);
    }

    public GeneratorStats stats() {
        return generator.stats();
    }

    /** Where {@code /health} and {@code /prometheus} answer. */
    public int httpPort() {
        return server.getPort();
    }

    /** Completes with the cause when the generator dies by itself. */
    public CompletableFuture<Throwable> failure() {
        return generator.failure();
    }

    /** Why nothing can be delivered at the moment; null when it can. */
    public String trouble() {
        return generator.trouble();
    }

    /** Stops without any care, as a killed process would. */
    void abandon() {
        generator.abandon();
        context.close();
    }

    /** Drains within {@code scope.drain-budget}, quits the group, stops. */
    @Override
    public void close() {
        generator.close();
        context.close();
    }
}
