package dev.scopestream.generator;

import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** What ended a thread that must not end. */
@Singleton
final class FailureSignal {
    private final CompletableFuture<Throwable> cause = new CompletableFuture<>();

    /** The first cause counts. */
    void raise(Throwable failure) {
        cause.complete(failure);
    }

    boolean raised() {
        return cause.isDone();
    }

    /** Completes with the cause; never completes otherwise. */
    CompletableFuture<Throwable> cause() {
        return cause;
    }
}
