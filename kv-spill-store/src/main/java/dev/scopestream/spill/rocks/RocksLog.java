package dev.scopestream.spill.rocks;

import org.rocksdb.InfoLogLevel;
import org.rocksdb.Logger;
import org.slf4j.LoggerFactory;

/** RocksDB's warnings and errors in this process's log; RocksDB writes no log files of its own. */
final class RocksLog extends Logger {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RocksLog.class);

    RocksLog() {
        super(InfoLogLevel.WARN_LEVEL);
    }

    @Override
    protected void log(InfoLogLevel level, String message) {
        if (level == InfoLogLevel.WARN_LEVEL) {
            LOG.debug("event=rocksdb_warns message=\"{}\"", message.strip());
        } else {
            LOG.warn("event=rocksdb_fails message=\"{}\"", message.strip());
        }
    }
}
