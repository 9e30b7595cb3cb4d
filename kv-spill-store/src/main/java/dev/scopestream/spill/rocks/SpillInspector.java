package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillOptions;
import dev.scopestream.spill.SpillReport;
import dev.scopestream.spill.inspect.SpillInspection;
import dev.scopestream.spill.inspect.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.rocksdb.RocksDBException;

/** Inspects a spill directory without changing it, also while a process uses it. */
public final class SpillInspector {
    private SpillInspector() {}

    /**
     * Reads and checks all values on disk in the directory. Values that its holder hasn't flushed are missing; files that the
     * holder compacts meanwhile count as read errors.
     *
     * @throws IOException with a message for people: there is no store, or its database can't be opened
     */
    public static SpillInspection inspect(Path directory) throws IOException {
        Path path = StoreDirectory.database(directory);
        if (!Files.isDirectory(path)) {
            List<Path> parts = SharedDirectory.parts(directory);
            if (!parts.isEmpty()) {
                throw new IOException(directory + " is shared by several generators: give one of its parts, "
                        + parts.stream().map(Path::toString).collect(Collectors.joining(", ")));
            }
            throw new IOException("there is no spill store in " + directory + ": it has no directory '"
                    + path.getFileName() + "'. Give the directory that the generator spills to");
        }
        try (RocksDatabase database = RocksDatabase.openReadOnly(path, SpillOptions.in(directory))) {
            SpillReport report = Verification.of(Verification.plan(database.readIndex()), database::read);
            return new SpillInspection(directory, StoreDirectory.holderOf(directory), bytesIn(path), report);
        } catch (RocksDBException e) {
            throw new IOException(
                    "the database in " + path + " can't be opened: " + e.getMessage()
                            + ". A generator that is started on this directory sets it aside and begins anew",
                    e);
        }
    }

    private static long bytesIn(Path path) throws IOException {
        try (var files = Files.list(path)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
