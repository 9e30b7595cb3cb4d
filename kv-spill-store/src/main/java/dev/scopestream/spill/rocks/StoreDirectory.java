package dev.scopestream.spill.rocks;

import dev.scopestream.spill.SpillDirectoryInUseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of a store, held by this process: {@code owner.lock} (locked; the holder's process id), {@code db} (the
 * database), {@code db.aside-*} (a database that was put away, at most one) and {@code store-id} (see {@link StoreId}). Nothing
 * else in it is touched.
 */
final class StoreDirectory implements AutoCloseable {
    private static final String DATABASE = "db";
    private static final String ASIDE = "db.aside-";
    private static final String LOCK = "owner.lock";
    private static final String UNKNOWN = "unknown";
    private final Path root;
    private final FileChannel channel;

    private StoreDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Makes the directory where it's missing, and takes it.
     *
     * @throws SpillDirectoryInUseException when another process, or another store of this one, holds it
     * @throws IOException when the disk refuses
     */
    static StoreDirectory take(Path root) throws IOException {
        Files.createDirectories(root);
        FileChannel channel = FileChannel.open(
                root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            FileLock lock = lock(channel);
            if (lock == null) {
                throw new SpillDirectoryInUseException(root, holder(root));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            taken = true;
            return new StoreDirectory(root, channel);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(Path root) throws IOException {
        byte[] pid = Files.readAllBytes(root.resolve(LOCK));
        return pid.length == 0 || pid.length > 20 ? UNKNOWN : new String(pid, StandardCharsets.US_ASCII);
    }

    /** Where the database of the store in {@code root} is. */
    static Path database(Path root) {
        return root.resolve(DATABASE);
    }

    Path database() {
        return database(root);
    }

    /**
     * Renames the database, and deletes the ones that were set aside before.
     *
     * @param keep false: removes this one, too, as its space is needed
     */
    void setAside(long nowMillis, boolean keep) throws IOException {
        for (Path earlier : aside()) {
            deleteTree(earlier);
        }
        if (Files.exists(database())) {
            Path away = root.resolve(ASIDE + nowMillis);
            Files.move(database(), away);
            if (!keep) {
                deleteTree(away);
            }
        }
    }

    /** When a file of the database was written last; the epoch without one. */
    Instant lastWritten() throws IOException {
        if (!Files.isDirectory(database())) {
            return Instant.EPOCH;
        }
        try (Stream<Path> files = Files.list(database())) {
            return files.map(file -> Instant.ofEpochMilli(file.toFile().lastModified()))
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
        }
    }

    private List<Path> aside() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(ASIDE))
                    .toList();
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** The process that has the directory, as far as is known without taking it. */
    static Optional<Long> holderOf(Path root) {
        try {
            String pid = Files.exists(root.resolve(LOCK)) ? holder(root) : UNKNOWN;
            return UNKNOWN.equals(pid)
                    ? Optional.empty()
                    : Optional.of(Long.valueOf(pid))
                            .filter(number -> ProcessHandle.of(number).isPresent());
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Gives the directory free. */
    @Override
    public void close() throws IOException {
        try (channel) {
            channel.truncate(0);
        }
    }
}
