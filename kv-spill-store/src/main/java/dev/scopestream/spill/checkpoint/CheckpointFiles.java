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
import java.util.Optional;
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

    private Path changes(CheckpointId id) {
        return path(id).resolveSibling(id.changesFile());
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
     * Writes a checkpoint. It is on disk when this returns. A whole one ends the changes of the one before.
     *
     * @param pace is told of bytes that were written, and may wait
     */
    CheckpointWrite.Done write(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace)
            throws IOException {
        boolean whole = header.base().isEmpty();
        Path file = whole ? path(header.id()) : changes(header.id());
        Path directory = file.getParent();
        makeBelow(directory);
        Path temporary = directory.resolve(TEMPORARY + UUID.randomUUID());
        try {
            CheckpointWrite.Done done;
            try (FileChannel out = FileChannel.open(
                    temporary,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    attributes("rw-------"))) {
                done = new CheckpointWrite(out, pace).write(header, payload);
                out.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            boolean unused = whole && Files.deleteIfExists(changes(header.id()));
            force(directory);
            return done;
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
        Lookup<CheckpointRead.Content> whole = content(id, path(id));
        Lookup<CheckpointRead.Content> joined = CheckpointJoin.join(whole, content(id, changes(id)), mostBytes);
        boolean gone = joined.missed().equals(Optional.of(MissReason.ABSENT)) && !Files.isDirectory(root);
        return gone ? Lookup.miss(MissReason.STORE_OFF) : joined;
    }

    private Lookup<CheckpointRead.Content> content(CheckpointId id, Path file) throws IOException {
        try (ReadableByteChannel in = open(file)) {
            return new CheckpointRead(in, mostBytes)
                    .content()
                    .then(content ->
                            content.header().id().equals(id) ? Lookup.hit(content) : Lookup.miss(MissReason.MISPLACED));
        } catch (NoSuchFileException e) {
            return Lookup.miss(MissReason.ABSENT);
        }
    }

    /** What the newest of its files says. */
    Lookup<CheckpointHeader> header(CheckpointId id) throws IOException {
        Lookup<CheckpointHeader> whole = header(id, path(id));
        Lookup<CheckpointHeader> changes = header(id, changes(id));
        boolean older = whole.found()
                .flatMap(base -> changes.found().map(later -> later.number() < base.number()))
                .orElse(false);
        boolean none = changes.missed().equals(Optional.of(MissReason.ABSENT));
        return older || none || whole.missed().isPresent() ? whole : changes;
    }

    private static Lookup<CheckpointHeader> header(CheckpointId id, Path file) throws IOException {
        try (ReadableByteChannel in = open(file)) {
            return new CheckpointRead(in, 0)
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

    /** Whether the attempt's whole checkpoint is there. */
    boolean holdsBase(CheckpointId id) {
        return Files.isRegularFile(path(id), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether there was such a one. The changes go last: alone they are nothing that is read. */
    boolean delete(CheckpointId id) throws IOException {
        boolean whole = Files.deleteIfExists(path(id));
        return Files.deleteIfExists(changes(id)) || whole;
    }
}
