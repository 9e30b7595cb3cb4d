package dev.scopestream.door.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are there whole or not at all, and forced to the disk. Their directory is made when it isn't there. */
final class WholeFile {
    private static final Logger LOG = LoggerFactory.getLogger(WholeFile.class);

    private WholeFile() {}

    /** What becomes of the bytes when they are on the disk. */
    @FunctionalInterface
    private interface Taken {
        boolean take(Path part) throws IOException;
    }

    /**
     * Writes a file; a reader sees it as it was or as it is.
     *
     * @throws UncheckedIOException when it can't be written
     */
    static void replace(Path file, byte[] bytes) {
        boolean unused = write(file, bytes, part -> {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        });
    }

    /**
     * Writes a file that isn't there; of several writers, of several processes, one comes first.
     *
     * @return false: it is there, and stays as it is
     * @throws UncheckedIOException when it can't be written
     */
    static boolean create(Path file, byte[] bytes) {
        return write(file, bytes, part -> {
            try {
                Files.createLink(file, part);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        });
    }

    private static boolean write(Path file, byte[] bytes, Taken taken) {
        Path part = file.resolveSibling(UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(file.getParent());
            try (FileChannel channel =
                    FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            return taken.take(part);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(part);
        }
    }

    /** On a full disk parts would stay, one each time. */
    static void delete(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warn("part of a file stays: file={} reason={}", part.getFileName(), e.getMessage());
        }
    }
}
