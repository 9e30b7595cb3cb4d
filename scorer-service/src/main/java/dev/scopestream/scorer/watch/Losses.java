package dev.scopestream.scorer.watch;

import dev.scopestream.events.KvReport;
import dev.scopestream.events.ResultEvent;

/** Entries that were evicted and recalled between two records of a request. */
record Losses(long evicted, long recalled) {
    static final Losses NONE = new Losses(0, 0);

    /** @param before null, or of another attempt: all there are */
    static Losses since(Measured before, Measured now) {
        return before == null || before.attempt() != now.attempt()
                ? new Losses(now.evicted(), now.recalled())
                : between(before, now.evicted(), now.recalled());
    }

    static Losses atEnd(Measured before, ResultEvent result) {
        KvReport kv = result.kv();
        long evicted = kv.evictions().prefill() + kv.evictions().decode();
        long recalled = kv.recall().recalled();
        return before == null || before.attempt() != result.attempt()
                ? new Losses(evicted, recalled)
                : between(before, evicted, recalled);
    }

    /** Chunks may come out of order. */
    private static Losses between(Measured before, long evicted, long recalled) {
        return new Losses(Math.max(0, evicted - before.evicted()), Math.max(0, recalled - before.recalled()));
    }
}
