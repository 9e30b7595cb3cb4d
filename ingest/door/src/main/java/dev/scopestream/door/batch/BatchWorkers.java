package dev.scopestream.door.batch;

import dev.scopestream.door.config.BatchOptions;
import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.files.FileStore;
import dev.scopestream.door.files.TenantDirectory;
import dev.scopestream.door.kafka.ClientSettings;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for batches that nobody runs, new ones and those of doors that are gone, and runs them, a few at a time. */
@Context
@Requires(property = DoorContext.ENABLED)
final class BatchWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWorkers.class);
    private static final long LOOK_SECONDS = 2;
    private static final long SWEEP_SECONDS = 60;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long CLOSE_SECONDS = 5;

    private final FileStore store;
    private final BatchOptions options;
    private final ClientSettings settings;
    private final Map<String, String> running = new ConcurrentHashMap<>();
    /** Batches that have ended: their records needn't be read again. Only the timer's thread has it. */
    private final Set<String> ended = new HashSet<>();

    private final Map<String, Long> notBefore = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("batches"));
    private final ExecutorService pool = Executors.newCachedThreadPool(threads("batch"));
    private volatile boolean stopped;

    BatchWorkers(FileStore store, BatchOptions options, ClientSettings settings, BatchSweep sweep) {
        this.store = store;
        this.options = options;
        this.settings = settings;
        if (store.isOn()) {
            var unused = timer.scheduleWithFixedDelay(guarded(this::start), 0, LOOK_SECONDS, TimeUnit.SECONDS);
            var unusedSweep = timer.scheduleWithFixedDelay(guarded(sweep::run), 1, SWEEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, "door-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** A task that goes on next time whatever breaks this time. */
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.warn("files: reason={}", e.getMessage(), e);
            }
        };
    }

    /** There is a new batch. */
    void look(String id) {
        if (!stopped) {
            timer.execute(guarded(() -> {
                ended.remove(id); // one of the same key may have been here before
                start();
            }));
        }
    }

    /** A batch that may be begun. */
    private record Waiting(TenantDirectory directory, BatchRequest request) {}

    private void start() {
        List<Waiting> waiting = new ArrayList<>();
        Set<String> there = new HashSet<>();
        for (TenantDirectory directory : store.all()) {
            directory
                    .all(Batches.PREFIX, StoredBatch.class, id -> there.add(id) && !ended.contains(id))
                    .forEach(batch -> {
                        String id = batch.request().id();
                        if (batch.isEnded()) {
                            ended.add(id);
                        } else if (!running.containsKey(id)
                                && notBefore.getOrDefault(id, Long.MIN_VALUE) < System.nanoTime()) {
                            waiting.add(new Waiting(directory, batch.request()));
                        }
                    });
        }
        ended.retainAll(there);
        waiting.sort(Comparator.comparingLong(one -> one.request().createdAt()));
        while (!waiting.isEmpty() && running.size() < options.running() && !stopped) {
            Waiting next = waiting.stream()
                    .min(Comparator.comparingLong(one -> running(one.directory().tenant())))
                    .orElseThrow();
            waiting.remove(next);
            notBefore.remove(next.request().id());
            running.put(next.request().id(), next.directory().tenant());
            pool.execute(() -> run(next));
        }
    }

    private long running(String tenant) {
        return running.values().stream().filter(tenant::equals).count();
    }

    private void run(Waiting batch) {
        String id = batch.request().id();
        try {
            boolean mine = new BatchWork(
                            store, batch.directory(), id, settings.client(), options.lines(), () -> stopped)
                    .run();
            if (!mine) {
                notBefore.put(id, System.nanoTime() + AGAIN_NANOS);
            }
        } catch (CancellationException e) {
            LOG.info("batch left: id={}", id);
        } catch (IOException | RuntimeException e) {
            // whatever it was, all that is known is on the disk and on the topics
            notBefore.put(id, System.nanoTime() + AGAIN_NANOS);
            LOG.warn("batch interrupted, goes on soon: id={} reason={}", id, e.getMessage(), e);
        } finally {
            running.remove(id);
        }
    }

    @PreDestroy
    void close() throws InterruptedException {
        stopped = true;
        timer.shutdownNow();
        pool.shutdown();
        if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("batches are still being left");
        }
    }
}
