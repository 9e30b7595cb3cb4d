package dev.scopestream.cli.up;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.cli.common.FileTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Where a local run keeps everything: broker, spill store, scorer's state, log. One run at a time uses it. */
final class RunDirectory implements AutoCloseable {
    /** Says that a directory is ours, and is what is locked. */
    private static final String MARK = "scopestream.lock";

    private final Path root;
    private final FileChannel channel;

    private RunDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Takes a directory for this run.
     *
     * @param fresh true: what an earlier run left there is deleted
     * @throws CliException when another run has it, or when it holds something that isn't ours
     */
    static RunDirectory open(Path directory, boolean fresh) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new CliException("the data directory " + root + " is a file; --data names another");
        }
        Files.createDirectories(root);
        List<Path> content = list(root);
        if (!content.isEmpty() && !Files.exists(root.resolve(MARK))) {
            throw new CliException("the data directory " + root
                    + " holds something that scopestream didn't put there; --data names another");
        }
        FileChannel channel = FileChannel.open(root.resolve(MARK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new CliException(
                    "another run uses the data directory " + root + "; end that one, or name another with --data");
        }
        if (fresh) {
            for (Path old : content) {
                if (!old.getFileName().toString().equals(MARK)) {
                    FileTree.delete(old);
                }
            }
        }
        return new RunDirectory(root, channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another run in this JVM
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            return content.toList();
        }
    }

    Path root() {
        return root;
    }

    /** What clients of the door keep. */
    Path files() {
        return root.resolve("files");
    }

    Path broker() {
        return root.resolve("broker");
    }

    Path spill() {
        return root.resolve("spill");
    }

    Path scorer() {
        return root.resolve("scorer");
    }

    Path models() {
        return root.resolve("models");
    }

    Path log() {
        return root.resolve("scopestream.log");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
