package dev.scopestream.generator.state;

import dev.scopestream.generator.prompt.PromptClaim;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Prompts that were polled and have no final record yet, by number and bytes. Polling pauses when either limit is
 * reached, and goes on below half of both. A tenant may have as many as there is room left, by both (dynamic thresholds,
 * Choudhury and Hahne 1998): some room is left for others, however many tenants there are. Safe for use by many threads.
 */
public final class HeldPrompts {
    /** One prompt. */
    private record Held(String tenant, int bytes) {}

    /** What a tenant has. */
    private record Share(int records, long bytes) {
        private static final Share NONE = new Share(0, 0);

        private Share plus(int moreRecords, long moreBytes) {
            return new Share(records + moreRecords, bytes + moreBytes);
        }
    }

    private final Map<PromptClaim, Held> prompts = new HashMap<>();
    private final Map<String, Share> shares = new HashMap<>();
    private final int mostRecords;
    private final long mostBytes;
    private long bytes;
    private boolean full;

    public HeldPrompts(int mostRecords, long mostBytes) {
        this.mostRecords = mostRecords;
        this.mostBytes = mostBytes;
    }

    public synchronized void add(PromptClaim claim, String tenant, int size) {
        drop(prompts.put(claim, new Held(tenant, size)));
        bytes += size;
        shares.merge(tenant, new Share(1, size), (share, one) -> share.plus(1, size));
    }

    /** It has its final record, or its partition isn't ours any more. */
    public synchronized void remove(PromptClaim claim) {
        drop(prompts.remove(claim));
        if (prompts.isEmpty()) {
            notifyAll();
        }
    }

    private void drop(Held gone) {
        if (gone != null) {
            bytes -= gone.bytes;
            shares.computeIfPresent(
                    gone.tenant, (tenant, share) -> share.records == 1 ? null : share.plus(-1, -gone.bytes));
        }
    }

    /** Whether one more prompt of this tenant may be held. */
    public synchronized boolean hasRoom(String tenant) {
        Share share = shares.getOrDefault(tenant, Share.NONE);
        return share.records < mostRecords - prompts.size() && share.bytes < mostBytes - bytes;
    }

    /** Whether a tenant has used up at most half of its room: the time to read what was passed over. */
    public synchronized boolean hasHalfItsRoom(String tenant) {
        Share share = shares.getOrDefault(tenant, Share.NONE);
        return 2L * share.records < mostRecords - prompts.size() && 2 * share.bytes < mostBytes - bytes;
    }

    /** Whether so many prompts that can't end at present are half of what may be held: the others need the rest. */
    public boolean isHalf(int waiting) {
        return 2 * waiting >= mostRecords;
    }

    /** How many of a tenant's prompts are held. */
    public synchronized int records(String tenant) {
        return shares.getOrDefault(tenant, Share.NONE).records;
    }

    /** Waits until there is nothing. False: not within this time. */
    public synchronized boolean awaitEmpty(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (!prompts.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    public synchronized void removeIf(Predicate<PromptClaim> condition) {
        prompts.keySet().stream().filter(condition).toList().forEach(this::remove);
    }

    /** Whether to poll no more for now. */
    public synchronized boolean full() {
        if (full) {
            full = prompts.size() > mostRecords / 2 || bytes > mostBytes / 2;
        } else {
            full = prompts.size() >= mostRecords || bytes >= mostBytes;
        }
        return full;
    }

    public synchronized int records() {
        return prompts.size();
    }

    public synchronized long bytes() {
        return bytes;
    }
}
