package dev.scopestream.spill;

import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link LiveStore} going. A database that can't be opened, or that fails a write, is set aside and a new one is
 * begun; where even that fails the store is off, and tries again after {@link SpillOptions#retryAfter}. Nobody uses a
 * database while it is being closed.
 */
final class RecoveringStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveringStore.class);
    /** So many reads may fail by RocksDB's own checks before the whole database is set aside. */
    private static final int TOLERATED_READ_ERRORS = 8;

    private final SpillOptions options;
    private final Clock clock;
    private final Counters counters;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private final AtomicInteger readErrors = new AtomicInteger();
    private StoreDirectory directory;
    private LiveStore live;
    private boolean closed;
    private volatile long lastAttempt;

    /** Work on an open database. */
    interface Use<T> {
        T on(LiveStore store) throws RocksDBException;
    }

    RecoveringStore(SpillOptions options, Clock clock, Counters counters) throws SpillDirectoryInUseException {
        this.options = options;
        this.clock = clock;
        this.counters = counters;
        try {
            directory = StoreDirectory.take(options.directory());
            reopen();
        } catch (SpillDirectoryInUseException e) {
            throw e;
        } catch (IOException e) {
            turnOff(e);
        }
    }

    SpillStatistics.State state() {
        gate.readLock().lock();
        try {
            return closed
                    ? SpillStatistics.State.CLOSED
                    : live == null ? SpillStatistics.State.OFF : SpillStatistics.State.ON;
        } finally {
            gate.readLock().unlock();
        }
    }

    /** Changes the database, or looks at it; {@code otherwise} when the store is off or the database failed. */
    <T> T change(Use<T> use, T otherwise) {
        retryIfDue();
        LiveStore used;
        RocksDBException failure;
        gate.readLock().lock();
        try {
            used = live;
            if (used == null) {
                return otherwise;
            }
            return use.on(used);
        } catch (RocksDBException e) {
            used = live;
            failure = e;
        } finally {
            gate.readLock().unlock();
        }
        replace(used, failure);
        return otherwise;
    }

    /**
     * Reads. Where RocksDB fails, that is {@code onError}, and after several times the database is replaced.
     *
     * @param whenOff the answer of a store that is off
     */
    <T> T read(Use<T> use, T onError, T whenOff) {
        LiveStore used;
        RocksDBException failure;
        gate.readLock().lock();
        try {
            used = live;
            return used == null ? whenOff : use.on(used);
        } catch (RocksDBException e) {
            used = live;
            failure = e;
        } finally {
            gate.readLock().unlock();
        }
        LOG.warn("event=spill_read_failed error=\"{}\"", failure.getMessage());
        if (readErrors.incrementAndGet() >= TOLERATED_READ_ERRORS) {
            replace(used, failure);
        }
        return onError;
    }

    private void replace(LiveStore failed, RocksDBException cause) {
        gate.writeLock().lock();
        try {
            if (closed || live != failed || failed == null) {
                return;
            }
            live = null;
            failed.close();
            setAside(cause);
            open();
        } catch (IOException | RocksDBException e) {
            turnOff(e);
        } finally {
            gate.writeLock().unlock();
        }
    }

    /** Opens what is there or, if that can't be, puts it away and begins anew. */
    private void reopen() throws IOException {
        try {
            open();
        } catch (RocksDBException e) {
            if (StorageFailure.isLocked(e)) {
                throw new SpillDirectoryInUseException(options.directory(), "unknown");
            }
            try {
                setAside(e);
                open();
            } catch (RocksDBException again) {
                throw new IOException("no database can be made: " + again.getMessage(), again);
            }
        }
    }

    private void open() throws RocksDBException {
        lastAttempt = clock.millis();
        live = LiveStore.open(directory.database(), options, clock, counters);
        readErrors.set(0);
    }

    private void setAside(RocksDBException cause) throws IOException {
        boolean full = StorageFailure.isFull(cause);
        directory.setAside(clock.millis(), !full);
        counters.setAside.increment();
        LOG.warn(
                "event=spill_set_aside directory={} kept={} error=\"{}\"",
                options.directory(),
                !full,
                cause.getMessage());
    }

    private void turnOff(Exception cause) {
        live = null;
        lastAttempt = clock.millis();
        counters.turnedOff.increment();
        LOG.error(
                "event=spill_off directory={} retry_after={} error=\"{}\"",
                options.directory(),
                options.retryAfter(),
                cause.toString());
    }

    private void retryIfDue() {
        if (state() != SpillStatistics.State.OFF
                || clock.millis() - lastAttempt < options.retryAfter().toMillis()) {
            return;
        }
        gate.writeLock().lock();
        try {
            if (closed || live != null) {
                return;
            }
            if (directory == null) {
                directory = StoreDirectory.take(options.directory());
            }
            reopen();
            LOG.info("event=spill_on directory={}", options.directory());
        } catch (IOException e) {
            turnOff(e);
        } finally {
            gate.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        gate.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (live != null) {
                flushAtEnd();
                live.close();
                live = null;
            }
            if (directory != null) {
                directory.close();
            }
        } catch (IOException e) {
            LOG.warn("event=spill_close_failed directory={} error=\"{}\"", options.directory(), e.getMessage());
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void flushAtEnd() {
        try {
            live.sync();
        } catch (RocksDBException e) {
            LOG.warn("event=spill_last_flush_failed directory={} error=\"{}\"", options.directory(), e.getMessage());
        }
    }
}
