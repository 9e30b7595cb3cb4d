package dev.scopestream.engine.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file read by position. It isn't mapped: a mapped file that shrinks while it's read ends the JVM, one read by position
 * gives a {@link CheckpointException}.
 */
public final class PositionedFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private PositionedFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /** @throws CheckpointException when there's no such file, or it can't be read */
    public static PositionedFile open(Path path) {
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException("missing file " + path.getFileName() + " in "
                    + path.toAbsolutePath().getParent());
        }
        try {
            return new PositionedFile(path, FileChannel.open(path, StandardOpenOption.READ), Files.size(path));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    public Path path() {
        return path;
    }

    /** Bytes, when it was opened. */
    public long size() {
        return size;
    }

    /** Fills {@code target} from the file's byte {@code position} on. */
    public void read(ByteBuffer target, long position) {
        try {
            SafetensorsFile.readFully(path, channel, target, position);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static CheckpointException unreadable(Path path, IOException e) {
        return new CheckpointException("can't read " + path + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        SafetensorsFile.closeQuietly(channel);
    }
}
