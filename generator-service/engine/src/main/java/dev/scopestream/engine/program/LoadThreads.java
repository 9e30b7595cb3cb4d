package dev.scopestream.engine.program;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.scopestream.engine.Dtype;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Threads that load pieces of weights, as many as the program computes with. Each computes alone: a piece's operations are
 * too short to be divided between threads.
 */
final class LoadThreads implements AutoCloseable {
    /** An operation on so many elements asks how many threads there are. */
    private static final long DIVIDED = 1 << 16;

    private final ExecutorService threads;

    private LoadThreads(int count) {
        this.threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(task, "scope-load");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A piece of weights. */
    @FunctionalInterface
    interface Piece {
        /** Loads it, and gives its stored bytes. */
        long load();
    }

    /** As many as the program computes with; one where weights go to another device. */
    static LoadThreads of(ScopeProgram program, NDManager manager) {
        int computing = JniUtils.getNumThreads();
        int count = program.device().isHost() ? computing : 1;
        LoadThreads all = new LoadThreads(count);
        // a thread computes with as many threads as are set when it computes first
        JniUtils.setNumThreads(1);
        try {
            CountDownLatch ready = new CountDownLatch(count);
            all.run(
                    Stream.generate(() -> begin(program, manager, ready))
                            .limit(count)
                            .toList(),
                    bytes -> {});
        } finally {
            JniUtils.setNumThreads(computing);
        }
        return all;
    }

    private static Piece begin(ScopeProgram program, NDManager manager, CountDownLatch ready) {
        return () -> {
            program.filled(manager, Dtype.FP32, 0, DIVIDED).close();
            ready.countDown();
            try {
                ready.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 0;
        };
    }

    /**
     * Loads pieces, in any order, and returns when none is being loaded.
     *
     * @param loaded takes each piece's stored bytes, on this thread
     * @throws RuntimeException what a piece threw; those that hadn't begun are left
     */
    void run(List<Piece> pieces, LongConsumer loaded) {
        CompletionService<Long> done = new ExecutorCompletionService<>(threads);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        pieces.forEach(piece -> done.submit(() -> failed.get() == null ? piece.load() : 0));
        for (int i = 0; i < pieces.size(); i++) {
            try {
                loaded.accept(next(done).get());
            } catch (ExecutionException e) {
                failed.compareAndSet(null, e.getCause());
            } catch (InterruptedException e) {
                throw new IllegalStateException("it is done", e);
            }
        }
        if (failed.get() instanceof Error error) {
            throw error;
        }
        if (failed.get() instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** The next piece that is done; an interrupt is kept for later, as pieces use memory that would be freed. */
    private static Future<Long> next(CompletionService<Long> done) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return done.take();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** None of them computes any more. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
