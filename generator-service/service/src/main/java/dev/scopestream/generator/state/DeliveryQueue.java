package dev.scopestream.generator.state;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The delivery thread's queue. Its chunks are bounded: decoding waits while the broker accepts none. Its final
 * records are bounded by the number of admitted prompts.
 */
public final class DeliveryQueue {
    private static final int CHUNKS = 4096;

    /** Nothing to deliver: the delivery thread looks for prompts to start. */
    private static final Delivery WAKE = new Delivery.Dropped(null);

    private final LinkedBlockingQueue<Delivery> queue = new LinkedBlockingQueue<>();
    private final Semaphore chunks = new Semaphore(CHUNKS);

    /** Waits while there are too many chunks. */
    public void putChunk(Delivery.Chunk chunk) throws InterruptedException {
        chunks.acquire();
        queue.add(chunk);
    }

    public void put(Delivery delivery) {
        queue.add(delivery);
    }

    /** Makes {@link #take} return. */
    public void wake() {
        if (queue.isEmpty()) {
            queue.add(WAKE);
        }
    }

    public boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Waits for a delivery, then takes what is queued, at most {@code most} more. */
    public List<Delivery> take(int most, long timeoutMillis) throws InterruptedException {
        List<Delivery> taken = new ArrayList<>();
        Delivery first = queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            queue.drainTo(taken, most);
        }
        chunks.release(
                (int) taken.stream().filter(Delivery.Chunk.class::isInstance).count());
        taken.removeIf(delivery -> delivery == WAKE);
        return taken;
    }
}
