package dev.scopestream.spill;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * One open database and the ledger of what is in it. Every change is one atomic batch of values and index; the ledger
 * follows. Any exception from RocksDB means that this database can't be trusted with more.
 */
final class LiveStore implements Verification.Source, AutoCloseable {
    private final SpillOptions options;
    private final Clock clock;
    private final Counters counters;
    private final RocksDatabase database;
    private final SpaceReclaimer reclaimer;
    private final Ledger ledger;

    private LiveStore(SpillOptions options, Clock clock, Counters counters, RocksDatabase database, Ledger ledger) {
        this.options = options;
        this.clock = clock;
        this.counters = counters;
        this.database = database;
        this.ledger = ledger;
        this.reclaimer = new SpaceReclaimer(
                database, Math.min(Math.max(options.retention().quotaBytes() / 4, 1L << 20), 512L << 20));
    }

    static LiveStore open(Path path, SpillOptions options, Clock clock, Counters counters) throws RocksDBException {
        RocksDatabase database = RocksDatabase.open(path, options);
        try {
            return new LiveStore(options, clock, counters, database, readLedger(database));
        } catch (RocksDBException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** @throws RocksDBException also when an index entry is damaged: then nobody knows what is in the database */
    static Ledger readLedger(RocksDatabase database) throws RocksDBException {
        Ledger ledger = new Ledger();
        try (RocksIterator entries = database.db().newIterator(database.index(), database.reading())) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                ledger.add(Segment.decode(entries.key(), entries.value())
                        .orElseThrow(() -> new RocksDBException("an entry of the spill store's index is damaged")));
            }
            entries.status();
        }
        return ledger;
    }

    /** Writes drafts, making room first. False: they are larger than the quota. */
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
            for (Segment victim : ledger.oldest(bytes, options.retention().quotaBytes())) {
                counters.evicted.add(remove(batch, victim));
                counters.bytesEvicted.add(victim.bytes());
            }
            for (Draft draft : drafts) {
                for (int i = 0; i < draft.size(); i++) {
                    batch.put(database.family(draft.kind()), draft.key(i), draft.value(i));
                }
                Segment segment = draft.segment(ledger.nextSerial(), nowMillis);
                batch.put(database.index(), segment.indexKey(), segment.encode());
                ledger.add(segment);
            }
            database.write(batch);
        }
        reclaimer.runIfWorthIt();
        drafts.forEach(draft -> counters.puts.add(draft.size()));
        counters.bytesPut.add(bytes);
        return true;
    }

    /** Removes what is too old; how many values. */
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
                ledger.createdBefore(nowMillis - options.retention().ttl().toMillis())) {
            removed += remove(batch, old);
        }
        counters.expired.add(removed);
        return removed;
    }

    /** A blob has one segment of its own; the one before goes with it, so that its bytes don't count any more. */
    private void replaceBlob(WriteBatch batch, Draft draft) throws RocksDBException {
        if (draft.kind() != ValueKind.BLOCK) {
            deleteBlob(batch, draft.kind(), draft.owner(), draft.suffix());
        }
    }

    private void deleteBlob(WriteBatch batch, ValueKind kind, byte[] owner, long suffix) throws RocksDBException {
        var before = ledger.account(kind, owner).flatMap(account -> account.segmentOf(suffix));
        if (before.isPresent()) {
            counters.deleted.add(remove(batch, before.get()));
        }
    }

    synchronized void deleteBlob(BlobKey key) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            deleteBlob(batch, key.kind(), StoreKeys.ofBlob(key), StoreKeys.suffix(key));
            database.write(batch);
        }
    }

    synchronized void deleteRequest(String requestId) throws RocksDBException {
        byte[] owner = StoreKeys.ofRequest(requestId);
        try (WriteBatch batch = new WriteBatch()) {
            for (ValueKind kind : ValueKind.values()) {
                var account = kind.ofRequest() ? ledger.account(kind, owner) : Optional.<Account>empty();
                if (account.isPresent()) {
                    counters.deleted.add(account.get().values());
                    for (Segment segment : List.copyOf(account.get().segments())) {
                        ledger.remove(segment, any -> {});
                        batch.delete(database.index(), segment.indexKey());
                        reclaimer.deleted(segment.bytes());
                    }
                    batch.deleteRange(database.family(kind), owner, StoreKeys.endOfRange(owner));
                }
            }
            database.write(batch);
        }
        reclaimer.runIfWorthIt();
    }

    private long remove(WriteBatch batch, Segment segment) throws RocksDBException {
        List<Long> gone = new ArrayList<>();
        ledger.remove(segment, gone::add);
        for (long suffix : gone) {
            batch.delete(database.family(segment.kind()), StoreKeys.key(segment.owner(), suffix));
        }
        batch.delete(database.index(), segment.indexKey());
        reclaimer.deleted(segment.bytes());
        return gone.size();
    }

    @Override
    public List<byte[]> read(ValueKind kind, List<byte[]> keys) throws RocksDBException {
        return database.read(kind, keys);
    }

    /** Looks at the ledger, or changes nothing but the order of its entries. */
    synchronized <T> T ledger(Function<Ledger, T> question) {
        return question.apply(ledger);
    }

    @Override
    public synchronized List<byte[]> readStill(ValueKind kind, byte[] owner, long suffix) throws RocksDBException {
        boolean listed = ledger.account(kind, owner)
                .map(account -> account.holds(suffix))
                .orElse(false);
        return listed ? read(kind, List.of(StoreKeys.key(owner, suffix))) : List.of();
    }

    void sync() throws RocksDBException {
        database.flush();
    }

    long diskBytes() {
        return database.diskBytes();
    }

    /** Closes at once; what wasn't synced is lost. */
    @Override
    public void close() {
        reclaimer.close();
        database.close();
    }
}
