package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.format.BlobKey;
import dev.scopestream.spill.format.Draft;
import dev.scopestream.spill.format.Segment;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.ValueKind;
import dev.scopestream.spill.index.SegmentIndex;
import dev.scopestream.spill.inspect.Verification;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open database and the in-memory index of its values. Every change is one atomic batch of values and index entries.
 * After an exception from RocksDB the database must not be used further.
 */
final class LiveStore implements Verification.Source, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStore.class);
    private final SpillOptions options;
    private final Clock clock;
    private final Counters counters;
    private final RocksDatabase database;
    private final SpaceReclaimer reclaimer;
    private final SegmentIndex segments;
    private final Removals removals;

    private LiveStore(
            SpillOptions options, Clock clock, Counters counters, RocksDatabase database, SegmentIndex segments) {
        this.options = options;
        this.clock = clock;
        this.counters = counters;
        this.database = database;
        this.segments = segments;
        this.reclaimer = new SpaceReclaimer(
                database, Math.min(Math.max(options.retention().quotaBytes() / 4, 1L << 20), 512L << 20));
        this.removals = new Removals(database, segments, reclaimer);
    }

    static LiveStore open(Path path, SpillOptions options, Clock clock, Counters counters) throws RocksDBException {
        RocksDatabase database = RocksDatabase.open(path, options);
        try {
            return new LiveStore(options, clock, counters, database, database.readIndex());
        } catch (RocksDBException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Writes drafts, after removing expired values and the oldest beyond the quota. False: they exceed the quota alone. */
    synchronized boolean write(List<Draft> drafts, long nowMillis) throws RocksDBException {
        long bytes = drafts.stream().mapToLong(Draft::bytes).sum();
        if (bytes > options.retention().quotaBytes()) {
            return false;
        }
        try (WriteBatch batch = new WriteBatch()) {
            expire(batch, nowMillis);
            for (Draft draft : drafts) {
                replaceBlob(batch, draft);
            }
            for (Segment victim : segments.oldest(bytes, options.retention().quotaBytes())) {
                counters.evicted.add(removals.segment(batch, victim));
                counters.bytesEvicted.add(victim.bytes());
            }
            for (Draft draft : drafts) {
                for (int i = 0; i < draft.size(); i++) {
                    batch.put(database.family(draft.kind()), draft.key(i), draft.value(i));
                }
                Segment segment = draft.segment(segments.nextSerial(), nowMillis);
                batch.put(database.index(), segment.indexKey(), segment.encode());
                segments.add(segment);
            }
            database.write(batch);
        }
        reclaimer.runIfWorthIt();
        drafts.forEach(draft -> counters.puts.add(draft.size()));
        counters.bytesPut.add(bytes);
        return true;
    }

    /** Removes expired values; returns their number. */
    synchronized long expire() throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            long removed = expire(batch, clock.millis());
            database.write(batch);
            reclaimer.runIfWorthIt();
            return removed;
        }
    }

    private long expire(WriteBatch batch, long nowMillis) throws RocksDBException {
        long removed = 0;
        for (Segment old :
                segments.createdBefore(nowMillis - options.retention().ttl().toMillis())) {
            removed += removals.segment(batch, old);
        }
        counters.expired.add(removed);
        return removed;
    }

    /** A blob has one segment of its own; the one before goes with it, so that its bytes don't count any more. */
    private void replaceBlob(WriteBatch batch, Draft draft) throws RocksDBException {
        if (draft.kind() != ValueKind.BLOCK) {
            counters.deleted.add(removals.blob(batch, draft.kind(), draft.owner(), draft.suffix()));
        }
    }

    synchronized void deleteBlob(BlobKey key) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            counters.deleted.add(removals.blob(batch, key.kind(), StoreKeys.ofBlob(key), StoreKeys.suffix(key)));
            database.write(batch);
        }
    }

    synchronized void deleteRequest(String requestId) throws RocksDBException {
        byte[] owner = StoreKeys.ofRequest(requestId);
        try (WriteBatch batch = new WriteBatch()) {
            for (ValueKind kind : ValueKind.values()) {
                counters.deleted.add(kind.ofRequest() ? removals.owner(batch, kind, owner) : 0);
            }
            database.write(batch);
        }
        reclaimer.runIfWorthIt();
    }

    @Override
    public List<byte[]> read(ValueKind kind, List<byte[]> keys) throws RocksDBException {
        return database.read(kind, keys);
    }

    /** Queries the index; {@code question} may change nothing but the order of its segments. */
    synchronized <T> T segments(Function<SegmentIndex, T> question) {
        return question.apply(segments);
    }

    @Override
    public synchronized List<byte[]> readStill(ValueKind kind, byte[] owner, long suffix) throws RocksDBException {
        boolean listed = segments.contents(kind, owner)
                .map(contents -> contents.holds(suffix))
                .orElse(false);
        return listed ? read(kind, List.of(StoreKeys.key(owner, suffix))) : List.of();
    }

    void sync() throws RocksDBException {
        database.flush();
    }

    long diskBytes() {
        return database.diskBytes();
    }

    /** Closes after a {@link #sync}; where that fails, what wasn't synced is lost. */
    void closeSynced() {
        try {
            sync();
        } catch (RocksDBException e) {
            LOG.warn("event=spill_last_flush_failed directory={} error=\"{}\"", options.directory(), e.getMessage());
        }
        close();
    }

    /** Closes at once; what wasn't synced is lost. */
    @Override
    public void close() {
        reclaimer.close();
        database.close();
    }
}
