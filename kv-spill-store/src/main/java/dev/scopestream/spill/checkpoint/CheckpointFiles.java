package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;

/**
 * The files of a checkpoint directory that any number of processes and machines use at once. A file appears whole, by
 * rename, and is on disk then; it is replaced only by another one of the same attempt. Nothing is locked. What is made is
 * readable for its owner alone, where the file system knows owners. Calls may take as long as the file system does.
 */
final class CheckpointFiles {
    static final String TEMPORARY = "tmp-";

    private final Path root;
    private final long mostBytes;
    private final boolean posix;

    /** @param mostBytes of a payload that is read */
    CheckpointFiles(Path root, long mostBytes) {
        this.root = root;
        this.mostBytes = mostBytes;
        this.posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    Path root() {
        return root;
    }

    /** Makes the root where it's missing. */
    void makeRoot() throws IOException {
        Files.createDirectories(root, attributes("rwx------"));
    }

    private FileAttribute<?>[] attributes(String permissions) {
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private Path path(CheckpointId id) {
        return root.resolve(id.path());
    }

    /** Makes a directory below the root; the root itself is not made anew: its volume may be gone. */
    private void makeBelow(Path directory) throws IOException {
        for (Path next : List.of(directory.getParent(), directory)) {
            try {
                Files.createDirectory(next, attributes("rwx------"));
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Writes a checkpoint. It is on disk when this returns.
     *
     * @param pace is told of bytes that were written, and may wait
     * @return bytes of the file
     */
    long write(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace) throws IOException {
        Path file = path(header.id());
        Path directory = file.getParent();
        makeBelow(directory);
        Path temporary = directory.resolve(TEMPORARY + UUID.randomUUID());
        try {
            long bytes;
            try (FileChannel out = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    attributes("rw-------"))) {
                bytes = new CheckpointWrite(out, pace).write(header, payload);
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
            return bytes;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What one attempt saved; ABSENT when there's nothing. */
    Lookup<CheckpointRead.Content> read(CheckpointId id) throws IOException {
        try (ReadableByteChannel in = open(path(id))) {
            return new CheckpointRead(in, mostBytes)
                    .content()
                    .then(content ->
                            content.header().id().equals(id) ? Lookup.hit(content) : Lookup.miss(MissReason.MISPLACED));
        } catch (NoSuchFileException e) {
            return Lookup.miss(Files.isDirectory(root) ? MissReason.ABSENT : MissReason.STORE_OFF);
        }
    }

    Lookup<CheckpointHeader> header(CheckpointId id) throws IOException {
        try (ReadableByteChannel in = open(path(id))) {
            return new CheckpointRead(in, mostBytes)
                    .header()
                    .then(header -> header.id().equals(id) ? Lookup.hit(header) : Lookup.miss(MissReason.MISPLACED));
        } catch (NoSuchFileException e) {
            return Lookup.miss(MissReason.ABSENT);
        }
    }

    private static ReadableByteChannel open(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is no file");
        }
        return Channels.newChannel(Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /** Whether there was such a file. */
    boolean delete(CheckpointId id) throws IOException {
        return Files.deleteIfExists(path(id));
    }
}
