package dev.scopestream.spill.rocks;

import org.rocksdb.RocksDBException;

/** Work on an open database. */
@FunctionalInterface
interface DatabaseUse<T> {
    T on(LiveStore store) throws RocksDBException;
}
