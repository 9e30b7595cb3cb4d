package dev.scopestream.spill.rocks;

import dev.scopestream.spill.format.Segment;
import dev.scopestream.spill.format.StoreKeys;
import dev.scopestream.spill.format.ValueKind;
import dev.scopestream.spill.index.OwnerContents;
import dev.scopestream.spill.index.SegmentIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Removes values: from the index in memory at once, from the database with the batch. Each method returns how many. */
final class Removals {
    private final RocksDatabase database;
    private final SegmentIndex segments;
    private final SpaceReclaimer reclaimer;

    Removals(RocksDatabase database, SegmentIndex segments, SpaceReclaimer reclaimer) {
        this.database = database;
        this.segments = segments;
        this.reclaimer = reclaimer;
    }

    /** Removes a segment and its values, except values that a later segment holds too. */
    long segment(WriteBatch batch, Segment segment) throws RocksDBException {
        List<Long> gone = new ArrayList<>();
        segments.remove(segment, gone::add);
        for (long suffix : gone) {
            batch.delete(database.family(segment.kind()), StoreKeys.key(segment.owner(), suffix));
        }
        batch.delete(database.index(), segment.indexKey());
        reclaimer.deleted(segment.bytes());
        return gone.size();
    }

    /** Removes the segment of a blob, if there is one. */
    long blob(WriteBatch batch, ValueKind kind, byte[] owner, long suffix) throws RocksDBException {
        Optional<Segment> before = segments.contents(kind, owner).flatMap(contents -> contents.segmentOf(suffix));
        return before.isPresent() ? segment(batch, before.get()) : 0;
    }

    /** Removes all values of one kind that an owner has, as one range of keys. */
    long owner(WriteBatch batch, ValueKind kind, byte[] owner) throws RocksDBException {
        Optional<OwnerContents> contents = segments.contents(kind, owner);
        if (contents.isEmpty()) {
            return 0;
        }
        long values = contents.get().values();
        for (Segment segment : List.copyOf(contents.get().segments())) {
            segments.remove(segment, any -> {});
            batch.delete(database.index(), segment.indexKey());
            reclaimer.deleted(segment.bytes());
        }
        batch.deleteRange(database.family(kind), owner, StoreKeys.endOfRange(owner));
        return values;
    }
}
