package dev.scopestream.spill.rocks;

import dev.scopestream.spill.KvBlock;
import dev.scopestream.spill.format.BlobKey;
import dev.scopestream.spill.format.Draft;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.List;
import org.rocksdb.RocksDBException;

/** Writes and removes values; counts the bytes that couldn't be written. */
final class StoreWrites {
    private final RecoveringStore store;
    private final Counters counters;
    private final Clock clock;

    StoreWrites(RecoveringStore store, Counters counters, Clock clock) {
        this.store = store;
        this.counters = counters;
        this.clock = clock;
    }

    /** A change of the database that returns nothing. */
    @FunctionalInterface
    interface Change {
        void on(LiveStore live) throws RocksDBException;
    }

    /** Writes blocks in one batch; false: none was written. */
    boolean putBlocks(List<KvBlock> blocks) {
        long now = clock.millis();
        return blocks.isEmpty() || write(Draft.ofBlocks(blocks, now), now);
    }

    /** Writes or replaces a blob; false: it was not written. */
    boolean putBlob(BlobKey key, ByteBuffer payload) {
        long now = clock.millis();
        return write(List.of(Draft.ofBlob(key, payload, now)), now);
    }

    private boolean write(List<Draft> drafts, long now) {
        boolean written = store.change(live -> live.write(drafts, now), false);
        if (!written) {
            drafts.forEach(draft -> counters.dropped.add(draft.size()));
        }
        return written;
    }

    /** Makes a change; false: the store is off, or the database failed. */
    boolean change(Change change) {
        return store.change(
                live -> {
                    change.on(live);
                    return true;
                },
                false);
    }
}
