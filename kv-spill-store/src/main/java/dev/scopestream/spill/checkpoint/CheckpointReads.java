package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Reads on threads of their own, each answered within a time. While reads hang further ones aren't made; only from time to
 * time one is, to try.
 */
final class CheckpointReads implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);

    private final ThreadPoolExecutor threads;
    private final Duration budget;
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicLong lastTry = new AtomicLong(System.nanoTime());

    CheckpointReads(Duration budget) {
        this.budget = budget;
        this.threads =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "checkpoint-read");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** STORE_HUNG when it takes too long, or others do. */
    <T> CompletableFuture<Lookup<T>> read(Supplier<Lookup<T>> read) {
        if (hanging.get() > 0 && !mayTry()) {
            return CompletableFuture.completedFuture(Lookup.miss(MissReason.STORE_HUNG));
        }
        CompletableFuture<Lookup<T>> made = new CompletableFuture<>();
        try {
            threads.execute(() -> complete(made, read));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(Lookup.miss(MissReason.STORE_OFF));
        }
        CompletableFuture<Lookup<T>> answer = made.copy();
        CompletableFuture<Lookup<T>> unused = answer.orTimeout(budget.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((value, late) -> {
                    if (late != null) {
                        hanging.incrementAndGet();
                        CompletableFuture<Lookup<T>> ignored = made.whenComplete((v, e) -> hanging.decrementAndGet());
                    }
                });
        return answer.exceptionally(
                late -> Lookup.miss(made.isCompletedExceptionally() ? MissReason.READ_ERROR : MissReason.STORE_HUNG));
    }

    private static <T> void complete(CompletableFuture<Lookup<T>> made, Supplier<Lookup<T>> read) {
        try {
            made.complete(read.get());
        } catch (RuntimeException | Error e) {
            made.completeExceptionally(e);
        }
    }

    private boolean mayTry() {
        long last = lastTry.get();
        long now = System.nanoTime();
        return now - last >= BETWEEN_TRIES.toNanos() && lastTry.compareAndSet(last, now);
    }

    boolean hang() {
        return hanging.get() > 0;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
