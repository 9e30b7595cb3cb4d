package dev.scopestream.cli.checkpoints;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.checkpoint.CheckpointHeader;
import java.io.IOException;
import java.util.List;

/** What generators saved, wherever that is. */
interface SavedRequests extends AutoCloseable {
    /**
     * One checkpoint.
     *
     * @param path its name here
     * @param bytes as stored
     * @param header as it says; or why it isn't usable
     */
    record Found(String path, long bytes, Lookup<CheckpointHeader> header) {}

    /** All, with their headers. */
    List<Found> list() throws IOException;

    /**
     * Reads all of one and checks it.
     *
     * @throws dev.scopestream.cli.common.CliException for a path that {@link #list} wouldn't have
     */
    Lookup<CheckpointHeader> verify(String path) throws IOException;

    /**
     * Whether there was such a one.
     *
     * @throws dev.scopestream.cli.common.CliException for a path that {@link #list} wouldn't have
     */
    boolean drop(String path) throws IOException;

    @Override
    void close();
}
