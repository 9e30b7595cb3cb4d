package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillDirectoryInUseException;
import dev.scopestream.spill.SpillOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory on one machine that several processes are given, such as containers of one service with one volume. Each
 * opens a store in the first part, {@code part-0}, {@code part-1} and so on, that no process holds. Parts outlive their
 * process: the next one goes on with what is saved there.
 */
public final class SharedDirectory {
    /** Processes that may share a directory. */
    static final int MAX_PARTS = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SharedDirectory.class);
    private static final String PART = "part-";
    private static final Pattern PARTS = Pattern.compile(PART + "[0-9]{1,4}");

    private SharedDirectory() {}

    /**
     * Opens a store in a part that nobody holds, and removes the databases of parts that nobody holds and that were last
     * written before the options' time to live.
     *
     * @param options their directory is the shared one; quota and limits are each part's
     * @param beforeUse as of {@link RocksSpillStore#open(SpillOptions, Clock, Runnable)}
     * @throws SpillDirectoryInUseException when all {@value #MAX_PARTS} parts are held
     */
    public static RocksSpillStore open(SpillOptions options, Clock clock, Runnable beforeUse)
            throws SpillDirectoryInUseException {
        SpillDirectoryInUseException inUse = null;
        for (int i = 0; i < MAX_PARTS; i++) {
            Path part = options.directory().resolve(PART + i);
            try {
                RocksSpillStore store =
                        RocksSpillStore.open(options.toBuilder().directory(part).build(), clock, beforeUse);
                LOG.info("event=spill_part_taken directory={}", part);
                removeForgotten(options, clock);
                return store;
            } catch (SpillDirectoryInUseException e) {
                inUse = e;
            }
        }
        throw inUse;
    }

    /** The parts of a directory that have a database; none: it isn't shared. */
    static List<Path> parts(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry ->
                            PARTS.matcher(entry.getFileName().toString()).matches()
                                    && Files.isDirectory(StoreDirectory.database(entry)))
                    .sorted()
                    .toList();
        }
    }

    private static void removeForgotten(SpillOptions options, Clock clock) {
        Instant oldest = clock.instant().minus(options.retention().ttl());
        try {
            for (Path part : parts(options.directory())) {
                removeBefore(part, oldest, clock);
            }
        } catch (IOException e) {
            LOG.warn("event=spill_parts_unread directory={} error=\"{}\"", options.directory(), e.getMessage());
        }
    }

    private static void removeBefore(Path part, Instant oldest, Clock clock) {
        // the lock file stays: a process that opened it meanwhile must find the same file locked
        try (StoreDirectory taken = StoreDirectory.take(part)) {
            if (taken.lastWritten().isBefore(oldest)) {
                taken.setAside(clock.millis(), false);
                LOG.info("event=spill_part_removed directory={}", part);
            }
        } catch (SpillDirectoryInUseException held) {
            LOG.debug("event=spill_part_held directory={}", part);
        } catch (IOException e) {
            LOG.warn("event=spill_part_kept directory={} error=\"{}\"", part, e.getMessage());
        }
    }
}
