package dev.scopestream.generator.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The delivery thread's queue. Chunks are bounded, so that decoding waits when the broker doesn't take them; final
 * records are bounded by what was admitted.
 */
public final class Inbox {
    private static final int CHUNKS = 4096;

    /** Nothing to deliver, but something else may have changed. */
    private static final Item WAKE = new Item.Dropped(null);

    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private final Semaphore chunks = new Semaphore(CHUNKS);

    /** Waits while there are too many chunks. */
    public void putChunk(Item.Chunk chunk) throws InterruptedException {
        chunks.acquire();
        queue.add(chunk);
    }

    public void put(Item item) {
        queue.add(item);
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

    /** Waits for something, then takes what there is, up to about {@code most}. */
    List<Item> take(int most, long timeoutMillis) throws InterruptedException {
        List<Item> items = new ArrayList<>();
        Item first = queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
        if (first != null) {
            items.add(first);
            queue.drainTo(items, most);
        }
        chunks.release((int) items.stream().filter(Item.Chunk.class::isInstance).count());
        items.removeIf(item -> item == WAKE);
        return items;
    }
}
