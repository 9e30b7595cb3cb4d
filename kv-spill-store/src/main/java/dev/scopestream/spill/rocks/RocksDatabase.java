package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.format.Segment;
import dev.scopestream.spill.format.ValueKind;
import dev.scopestream.spill.index.SegmentIndex;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Env;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SstFileManager;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** An open RocksDB with the store's column families, and everything native that belongs to it. */
final class RocksDatabase implements AutoCloseable {
    private static final String INDEX = "index";

    private final Deque<AbstractNativeReference> natives = new ArrayDeque<>();
    private final Map<ValueKind, ColumnFamilyHandle> families = new EnumMap<>(ValueKind.class);
    private final List<ColumnFamilyHandle> handles = new ArrayList<>();
    private final ColumnFamilyHandle index;
    private final SstFileManager files;
    private final WriteOptions unlogged;
    private final ReadOptions reading;
    private final RocksDB db;

    private RocksDatabase(Path path, SpillOptions options, boolean readOnly) throws RocksDBException {
        boolean opened = false;
        try {
            files = own(new SstFileManager(Env.getDefault()));
            files.setMaxAllowedSpaceUsage(readOnly ? 0 : options.retention().diskBytes());
            unlogged = own(new WriteOptions()).setDisableWAL(true);
            reading = own(new ReadOptions()).setFillCache(true);
            RocksTuning tuning = new RocksTuning(options, this::own);
            DBOptions database = tuning.database(files, own(new RocksLog()), readOnly);
            ColumnFamilyOptions plain = tuning.index();
            ColumnFamilyOptions large = tuning.values();
            List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
            descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, plain));
            descriptors.add(new ColumnFamilyDescriptor(INDEX.getBytes(StandardCharsets.UTF_8), plain));
            for (ValueKind kind : ValueKind.values()) {
                byte[] name = kind.family().getBytes(StandardCharsets.UTF_8);
                descriptors.add(new ColumnFamilyDescriptor(name, large));
            }
            db = own(
                    readOnly
                            ? RocksDB.openReadOnly(database, path.toString(), descriptors, handles)
                            : RocksDB.open(database, path.toString(), descriptors, handles));
            index = handles.get(1);
            ValueKind[] kinds = ValueKind.values();
            for (int i = 0; i < kinds.length; i++) {
                families.put(kinds[i], handles.get(2 + i));
            }
            opened = true;
        } finally {
            if (!opened) {
                closeNatives();
            }
        }
    }

    static RocksDatabase open(Path path, SpillOptions options) throws RocksDBException {
        return new RocksDatabase(path, options, false);
    }

    /** Opens a directory for reading, also while another process writes: with the values flushed at the time of opening. */
    static RocksDatabase openReadOnly(Path path, SpillOptions options) throws RocksDBException {
        return new RocksDatabase(path, options, true);
    }

    RocksDB db() {
        return db;
    }

    ColumnFamilyHandle family(ValueKind kind) {
        return families.get(kind);
    }

    ColumnFamilyHandle index() {
        return index;
    }

    /** The values of these keys, in their order; null where there is none. */
    List<byte[]> read(ValueKind kind, List<byte[]> keys) throws RocksDBException {
        ColumnFamilyHandle family = family(kind);
        return keys.size() == 1
                ? Collections.singletonList(db.get(family, reading, keys.get(0)))
                : db.multiGetAsList(reading, Collections.nCopies(keys.size(), family), keys);
    }

    /**
     * Reads which values are in the database.
     *
     * @throws RocksDBException also when an index entry is damaged: then the content of the database is unknown
     */
    SegmentIndex readIndex() throws RocksDBException {
        SegmentIndex segments = new SegmentIndex();
        try (RocksIterator entries = db.newIterator(index, reading)) {
            for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                segments.add(Segment.decode(entries.key(), entries.value())
                        .orElseThrow(() -> new RocksDBException("an entry of the spill store's index is damaged")));
            }
            entries.status();
        }
        return segments;
    }

    void write(WriteBatch batch) throws RocksDBException {
        db.write(unlogged, batch);
    }

    /** All column families at once and to disk. */
    void flush() throws RocksDBException {
        try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
            db.flush(waiting, handles);
        }
    }

    /** Bytes of its table and blob files. */
    long diskBytes() {
        return files.getTotalSize();
    }

    private <T extends AbstractNativeReference> T own(T resource) {
        natives.push(resource);
        return resource;
    }

    private void closeNatives() {
        while (!natives.isEmpty()) {
            natives.pop().close();
        }
    }

    /** Doesn't flush. */
    @Override
    public void close() {
        handles.forEach(ColumnFamilyHandle::close);
        closeNatives();
    }
}
