package dev.scopestream.door.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are being sent: a directory for each, which goes with all that is in it. */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    private final Path root;

    Uploads(Path root) {
        this.root = root;
    }

    /** What one upload writes to; closed when it is over. */
    public record Room(Path path) implements AutoCloseable {
        @Override
        public void close() {
            remove(path);
        }
    }

    Path root() {
        return root;
    }

    /** A directory for one upload. */
    public Room open() throws IOException {
        return new Room(Files.createDirectories(root.resolve(UUID.randomUUID().toString())));
    }

    /** Bytes of what has come so far. */
    long bytes() {
        long[] bytes = new long[1];
        walk(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // gone meanwhile
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }

    /** Removes uploads that nothing was added to for so long. */
    void sweep(Duration age) {
        try (Stream<Path> list = Files.list(root)) {
            for (Path upload : list.toList()) {
                if (newest(upload) < System.currentTimeMillis() - age.toMillis()) {
                    remove(upload);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When something of an upload was changed last, in epoch milliseconds; one that is gone was changed now. */
    private static long newest(Path upload) {
        try (Stream<Path> all = Files.walk(upload)) {
            long newest = 0;
            for (Path one : all.toList()) {
                newest = Math.max(newest, Files.getLastModifiedTime(one).toMillis());
            }
            return newest;
        } catch (IOException | UncheckedIOException e) {
            return System.currentTimeMillis();
        }
    }

    private static void remove(Path upload) {
        walk(upload, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void walk(Path from, SimpleFileVisitor<Path> visitor) {
        try {
            Files.walkFileTree(from, visitor);
        } catch (NoSuchFileException e) {
            LOG.debug("gone meanwhile: file={}", e.getFile());
        } catch (IOException e) {
            LOG.warn("part of an upload stays until it is swept: reason={}", e.toString());
        }
    }
}
