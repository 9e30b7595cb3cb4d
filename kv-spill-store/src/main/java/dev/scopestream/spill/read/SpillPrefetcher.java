package dev.scopestream.spill.read;

import dev.scopestream.spill.BlockAddress;
import dev.scopestream.spill.ReadScope;
import dev.scopestream.spill.RequestIdentity;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads blocks into a reader's cache on a thread of its own, before the reader requests them. Blocks that aren't read in
 * time are counted as late; the reader reads them itself.
 */
public final class SpillPrefetcher implements AutoCloseable {
    private static final int QUEUED = 256;
    private static final long SECONDS_TO_END = 10;

    private final SpillReader reader;
    private final ExecutorService thread;
    private final Set<Order> open = ConcurrentHashMap.newKeySet();
    private final LongAdder late = new LongAdder();

    private record Order(RequestIdentity request, int layer) {}

    public SpillPrefetcher(SpillReader reader) {
        this.reader = reader;
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUED), task -> {
            Thread one = new Thread(task, "spill-prefetch");
            one.setDaemon(true);
            return one;
        });
    }

    /** Has these blocks of one layer read, unless too many others wait. */
    public void order(ReadScope scope, int layer, List<BlockAddress> addresses) {
        Order order = new Order(scope.request(), layer);
        if (addresses.isEmpty() || !open.add(order)) {
            return;
        }
        try {
            thread.execute(() -> {
                if (open.contains(order)) {
                    reader.prefetch(scope, addresses);
                    open.remove(order);
                }
            });
        } catch (RejectedExecutionException e) {
            open.remove(order);
        }
    }

    /** The blocks of a layer are needed now: ordered blocks that aren't read yet count as late and are no longer read. */
    public void due(RequestIdentity request, int layer) {
        if (open.remove(new Order(request, layer))) {
            late.increment();
        }
    }

    /** Layers of requests whose blocks weren't there in time. */
    public long late() {
        return late.sum();
    }

    /** Layers of requests whose blocks were ordered and aren't there yet. */
    public int waiting() {
        return open.size();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            boolean unused = thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
