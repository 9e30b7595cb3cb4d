package dev.scopestream.spill.checkpoint;

import dev.scopestream.spill.Lookup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/**
 * Where {@link QueuedCheckpoints} lie: a directory, a topic. Calls may take as long as the medium does. All belong to the
 * writing thread, but for {@link #latest} and {@link #liveBytes}, which any thread calls.
 */
public interface CheckpointMedium extends AutoCloseable {
    /** What it is, for logs. */
    String name();

    /**
     * Removes what is too old, beyond the quota, or of no use any more. Called from time to time.
     *
     * @return how many checkpoints were removed
     */
    int tidy() throws IOException;

    /**
     * Writes a checkpoint, which replaces one of the same attempt and those of earlier ones; changes replace other changes of the
     * same whole one. Others find it when this returns.
     *
     * @param pace is told of bytes that were written, and may wait
     */
    Written write(CheckpointHeader header, List<ByteBuffer> payload, LongConsumer pace) throws IOException;

    /**
     * What a write did.
     *
     * @param bytes as stored
     * @param removed checkpoints of other requests that made room
     * @param digest SHA-256 (hex) of it, see {@link CheckpointHeader#base}
     */
    record Written(long bytes, int removed, String digest) {}

    /** Whether the attempt's whole checkpoint is still there, as far as can be told at once. */
    boolean holdsBase(CheckpointId id);

    /**
     * The payload of the latest attempt before this one that has a usable checkpoint; else why the latest isn't.
     *
     * @param model of the reader, see {@link CheckpointHeader}
     * @param policy of the reader
     */
    Lookup<ByteBuffer> latest(CheckpointId id, long model, long policy);

    /** Deletes the checkpoints of this attempt and earlier ones. */
    void deleteUpTo(CheckpointId id) throws IOException;

    /**
     * Deletes the checkpoints of finished requests.
     *
     * @param finished tells by the offset of a request's record
     * @return how many there were
     */
    int deleteFinished(long ofSpace, int partition, LongPredicate finished) throws IOException;

    /** Bytes of all checkpoints, as far as is known. */
    long liveBytes();

    @Override
    void close();
}
