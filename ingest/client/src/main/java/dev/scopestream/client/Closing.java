package dev.scopestream.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Closes Kafka's clients. They take an interrupt of the thread that closes them for a failure: they log it with its stack
 * trace, and leave undone what is left.
 */
public final class Closing {
    private Closing() {}

    /** Closes a client on a thread of its own, and returns when that is done; an interrupt of the caller stays for later. */
    public static void uninterrupted(Runnable close) {
        try {
            // its join, unlike a thread's, isn't ended by interrupts
            CompletableFuture.runAsync(close, task -> new Thread(task, "kafka-close").start())
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
