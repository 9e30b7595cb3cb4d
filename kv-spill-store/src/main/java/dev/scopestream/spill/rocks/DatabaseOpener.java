package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import java.io.IOException;
import java.time.Clock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the database of a directory. One that can't be opened, or that failed, is set aside and a new one is begun. Not
 * safe for use by several threads.
 */
final class DatabaseOpener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOpener.class);

    private final SpillOptions options;
    private final Clock clock;
    private final Counters counters;
    private StoreDirectory directory;

    DatabaseOpener(SpillOptions options, Clock clock, Counters counters) {
        this.options = options;
        this.clock = clock;
        this.counters = counters;
    }

    /**
     * Locks the directory, where that isn't done yet, and opens its database or a new one.
     *
     * @throws SpillDirectoryInUseException when another process holds the directory or the database
     * @throws IOException when no database can be made
     */
    LiveStore open() throws IOException {
        if (directory == null) {
            directory = StoreDirectory.take(options.directory());
        }
        try {
            return openDatabase();
        } catch (RocksDBException e) {
            if (StorageFailure.isLocked(e)) {
                throw new SpillDirectoryInUseException(options.directory(), "unknown");
            }
            return beginAnew(e);
        }
    }

    /**
     * Sets the database aside, which must be closed, and opens a new one.
     *
     * @param cause why the database can't be used any more
     * @throws IOException when no database can be made
     */
    LiveStore beginAnew(RocksDBException cause) throws IOException {
        boolean full = StorageFailure.isFull(cause);
        directory.setAside(clock.millis(), !full);
        counters.setAside.increment();
        LOG.warn(
                "event=spill_set_aside directory={} kept={} error=\"{}\"",
                options.directory(),
                !full,
                cause.getMessage());
        try {
            return openDatabase();
        } catch (RocksDBException again) {
            throw new IOException("no database can be made: " + again.getMessage(), again);
        }
    }

    private LiveStore openDatabase() throws RocksDBException {
        return LiveStore.open(directory.database(), options, clock, counters);
    }

    /** Unlocks the directory. */
    @Override
    public void close() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }
}
