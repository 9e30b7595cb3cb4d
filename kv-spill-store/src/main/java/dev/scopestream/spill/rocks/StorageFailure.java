package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillOptions;
import java.util.Locale;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** What an exception of RocksDB means for the store. Not everything has a code; then its text must do. */
final class StorageFailure {
    private StorageFailure() {}

    /** Somebody else has this database open. */
    static boolean isLocked(RocksDBException e) {
        String message = text(e);
        return message.contains("lock file") || message.contains("lock hold");
    }

    /** The disk is full, or {@link SpillOptions.Retention#diskBytes} is reached (RocksDB: Max allowed space was reached). */
    static boolean isFull(RocksDBException e) {
        Status status = e.getStatus();
        return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
                || text(e).contains("no space")
                || text(e).contains("max allowed space");
    }

    private static String text(RocksDBException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }
}
