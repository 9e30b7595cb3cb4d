package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillStatistics;
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
 * created; if that fails the store is off, and tries again after {@link SpillOptions#retryAfter}. No thread uses
 * a database while it is being closed.
 */
final class RecoveringStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveringStore.class);
    /** Reads that may fail by RocksDB's own checks before the database is set aside. */
    private static final int TOLERATED_READ_ERRORS = 8;

    private final SpillOptions options;
    private final Clock clock;
    private final Counters counters;
    private final DatabaseOpener opener;
    private final Runnable beforeUse;
    private final ReadWriteLock gate = new ReentrantReadWriteLock();
    private final AtomicInteger readErrors = new AtomicInteger();
    private LiveStore live;
    private boolean closed;
    private volatile long lastAttempt;

    /** @param beforeUse is run before each use of the database, by the thread that uses it */
    RecoveringStore(SpillOptions options, Clock clock, Counters counters, Runnable beforeUse)
            throws SpillDirectoryInUseException {
        this.beforeUse = beforeUse;
        this.options = options;
        this.clock = clock;
        this.counters = counters;
        this.opener = new DatabaseOpener(options, clock, counters);
        try {
            turnOn(opener.open());
        } catch (SpillDirectoryInUseException e) {
            close();
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

    /** Changes or reads the database; {@code otherwise} when the store is off or the database failed. */
    <T> T change(DatabaseUse<T> use, T otherwise) {
        retryIfDue();
        LiveStore used;
        RocksDBException failure;
        gate.readLock().lock();
        try {
            used = live;
            if (used == null) {
                return otherwise;
            }
            beforeUse.run();
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
    <T> T read(DatabaseUse<T> use, T onError, T whenOff) {
        LiveStore used;
        RocksDBException failure;
        gate.readLock().lock();
        try {
            used = live;
            if (used == null) {
                return whenOff;
            }
            beforeUse.run();
            return use.on(used);
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
            turnOn(opener.beginAnew(cause));
        } catch (IOException e) {
            turnOff(e);
        } finally {
            gate.writeLock().unlock();
        }
    }

    private void turnOn(LiveStore opened) {
        lastAttempt = clock.millis();
        live = opened;
        readErrors.set(0);
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
            turnOn(opener.open());
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
                live.closeSynced();
                live = null;
            }
            opener.close();
        } catch (IOException e) {
            LOG.warn("event=spill_close_failed directory={} error=\"{}\"", options.directory(), e.getMessage());
        } finally {
            gate.writeLock().unlock();
        }
    }
}
