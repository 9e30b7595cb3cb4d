package dev.scopestream.generator.state;

import dev.scopestream.generator.prompt.PromptClaim;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Prompts that were polled and have no final record yet, by number and bytes. Polling pauses when either limit is
 * reached, and goes on below half of both. Safe for use by many threads.
 */
public final class HeldPrompts {
    private final Map<PromptClaim, Integer> sizes = new HashMap<>();
    private final int mostRecords;
    private final long mostBytes;
    private long bytes;
    private boolean full;

    public HeldPrompts(int mostRecords, long mostBytes) {
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
    }

    public synchronized void add(PromptClaim claim, int size) {
        Integer before = sizes.put(claim, size);
        bytes += size - (before == null ? 0 : before);
    }

    /** It has its final record, or its partition isn't ours any more. */
    public synchronized void remove(PromptClaim claim) {
        Integer size = sizes.remove(claim);
        bytes -= size == null ? 0 : size;
        if (sizes.isEmpty()) {
            notifyAll();
        }
    }

    /** Waits until there is nothing. False: not within this time. */
    public synchronized boolean awaitEmpty(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!sizes.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    public synchronized void removeIf(Predicate<PromptClaim> condition) {
        sizes.keySet().stream().filter(condition).toList().forEach(this::remove);
    }

    /** Whether to poll no more for now. */
    public synchronized boolean full() {
        if (full) {
            full = sizes.size() > mostRecords / 2 || bytes > mostBytes / 2;
        } else {
            full = sizes.size() >= mostRecords || bytes >= mostBytes;
        }
        return full;
    }

    public synchronized int records() {
        return sizes.size();
    }

    public synchronized long bytes() {
        return bytes;
    }
}
