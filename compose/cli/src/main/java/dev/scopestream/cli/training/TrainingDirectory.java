package dev.scopestream.cli.training;

import dev.scopestream.cli.common.CliException;
import dev.scopestream.engine.training.LlamaShape;
import dev.scopestream.engine.training.TrainingState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a training keeps its state and leaves its model: held by one process at a time. */
final class TrainingDirectory implements AutoCloseable {
    private static final String STATE = "training-state.safetensors";
    private static final String LOCK = "training.lock";
    private static final List<String> OWN = List.of(STATE, LOCK, STATE + ".part");

    private final Path directory;
    private final FileChannel lock;

    private TrainingDirectory(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes a directory, and makes it where there is none.
     *
     * @throws CliException when it holds anything but a training that was interrupted, or another process trains in it
     */
    static TrainingDirectory take(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new CliException(directory + " is a file: --out needs a directory");
        }
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            boolean begun = Files.exists(directory.resolve(STATE));
            Optional<Path> other = files.filter(
                            file -> !OWN.contains(file.getFileName().toString()))
                    .findFirst();
            if (!begun && other.isPresent()) {
                throw new CliException(
                        directory + " holds other files (" + other.get().getFileName()
                                + "): name a new directory, or one with a training that was interrupted");
            }
        }
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new TrainingDirectory(directory, channel);
            }
        } catch (OverlappingFileLockException e) {
            // by this process: as another one's
        }
        channel.close();
        throw new CliException("another process trains in " + directory);
    }

    /** The state of a training that was interrupted. */
    Optional<TrainingState> interrupted(LlamaShape shape) {
        return Files.exists(state()) ? Optional.of(TrainingState.read(state(), shape)) : Optional.empty();
    }

    Path state() {
        return directory.resolve(STATE);
    }

    Path model() {
        return directory;
    }

    /** The model is complete: nothing is left to go on from. */
    void finish() throws IOException {
        Files.deleteIfExists(state());
    }

    @Override
    public void close() throws IOException {
        lock.close();
        Files.deleteIfExists(directory.resolve(LOCK));
    }
}
