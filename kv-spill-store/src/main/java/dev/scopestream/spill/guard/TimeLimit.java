package dev.scopestream.spill.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Calls that may never return, each on a thread of a pool and for a limited time. A call that takes longer opens a
 * breaker: until it returns, further calls aren't made; only from time to time one is, to try. Safe for use by many
 * threads.
 */
final class TimeLimit implements AutoCloseable {
    /** Threads, at most: so many calls can be made at once, or hang. */
    private static final int THREADS = 16;
    /** While calls hang, one is tried so often. */
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);

    private final ExecutorService threads;
    private final long limitNanos;
    private final AtomicInteger hanging = new AtomicInteger();
    private final AtomicLong lastTry = new AtomicLong(System.nanoTime());
    private final AtomicLong refused = new AtomicLong();

    TimeLimit(Duration limit) {
        this.limitNanos = limit.toNanos();
        this.threads = new ThreadPoolExecutor(0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
            Thread thread = new Thread(task, "spill-call");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The call's answer; empty when it takes too long, or calls hang. The call's own exceptions are thrown. */
    <T> Optional<T> within(Supplier<T> call) {
        if (hanging.get() > 0 && !mayTry()) {
            refused.incrementAndGet();
            return Optional.empty();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> complete(answer, call));
            return Optional.of(answer.get(limitNanos, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            hanging.incrementAndGet();
            CompletableFuture<T> unused = answer.whenComplete((value, error) -> hanging.decrementAndGet());
        } catch (RejectedExecutionException e) {
            refused.incrementAndGet();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private static <T> void complete(CompletableFuture<T> answer, Supplier<T> call) {
        try {
            answer.complete(call.get());
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    private boolean mayTry() {
        long last = lastTry.get();
        long now = System.nanoTime();
        return now - last >= BETWEEN_TRIES.toNanos() && lastTry.compareAndSet(last, now);
    }

    /** Whether a call took too long, and hasn't returned. */
    boolean hangs() {
        return hanging.get() > 0;
    }

    /** Calls that weren't made because others hang. */
    long refused() {
        return refused.get();
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
