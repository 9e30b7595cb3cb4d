package dev.scopestream.cli.hub;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.hub.ModelCache;
import dev.scopestream.engine.hub.ModelName;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** One process at a time changes what there is of a model. A process that dies gives its lock back. */
final class ModelLock {
    private ModelLock() {}

    /** What is done meanwhile. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    /** @throws CliException when another process has the lock */
    static <T> T whileHeld(ModelCache cache, ModelName name, Action<T> action) throws IOException {
        try (FileChannel channel = FileChannel.open(
                Files.createDirectories(cache.directory(name)).resolve(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            if (!isLocked(channel)) {
                throw new CliException(name.id() + " is being pulled or removed by another process");
            }
            return action.run();
        }
    }

    /** The lock lasts as long as the channel is open. */
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process has it
        }
    }
}
