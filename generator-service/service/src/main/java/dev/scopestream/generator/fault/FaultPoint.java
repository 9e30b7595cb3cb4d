package dev.scopestream.generator.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Points in a prompt's processing where a test kills or stops the process. For tests only: without the system
 * property {@value #PROPERTY} nothing happens here.
 *
 * <p>The property names a directory. A thread that comes to a point looks there for a file of the point's name, as
 * {@code in-transaction}; where there is one, it renames it to {@code in-transaction.reached} and waits until somebody
 * deletes that, or the process is killed. A file that isn't empty names the request that it is for.
 */
public enum FaultPoint {
    /** A prompt was taken in, its attempt isn't recorded yet. */
    ADMITTED,
    /** The engine has a request without any token of its answer. */
    PREFILLING,
    /** The engine has a request with a part of its answer. */
    DECODING,
    /** Final records are about to go into a transaction. */
    BEFORE_TRANSACTION,
    /** Final records and offsets are in a transaction that isn't committed. */
    IN_TRANSACTION,
    /** All that a transaction's commit depends on was looked at and holds; it isn't committed. */
    BEFORE_COMMIT,
    /** The transaction of final records is committed; the offset maps aren't updated yet. */
    AFTER_TRANSACTION,
    /** A thread is about to use the spill store's database; all that come here wait. */
    SPILL_USE,
    /** A thread is about to use the store of checkpoints that generators share; all that come here wait. */
    CHECKPOINT_USE;

    public static final String PROPERTY = "scopestream.test.fault-points";
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final Optional<Path> DIRECTORY =
            Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);

    /** The file's name. */
    public String order() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The file's name once a thread waits here. */
    public String reached() {
        return order() + ".reached";
    }

    /** The calling thread is here. */
    public void pass() {
        DIRECTORY.ifPresent(directory -> pass(directory, ""));
    }

    /** The calling thread is here, and waits if another one does. */
    public void passTogether() {
        DIRECTORY.ifPresent(directory -> {
            pass(directory, "");
            await(directory.resolve(reached()));
        });
    }

    /** The calling thread is here with this request. */
    public void pass(String requestId) {
        DIRECTORY.ifPresent(directory -> pass(directory, requestId));
    }

    private void pass(Path directory, String requestId) {
        Path order = directory.resolve(order());
        if (!Files.exists(order)) {
            return;
        }
        Path reached = directory.resolve(reached());
        try {
            String wanted = Files.readString(order);
            if (!wanted.isEmpty() && !wanted.equals(requestId)) {
                return;
            }
            Files.move(order, reached, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return; // another thread is here already
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(reached);
    }

    private static void await(Path reached) {
        while (Files.exists(reached) && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
