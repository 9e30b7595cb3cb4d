package dev.scopestream.generator.resume;

import dev.scopestream.spill.Lookup;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The stored checkpoint of one prompt, as one attempt at it reads and replaces it. Belongs to the decode thread. */
public interface RequestCheckpoint {
    /** The snapshot that an earlier attempt saved, in the engine's form. */
    Lookup<ByteBuffer> saved();

    /**
     * The attempt begins.
     *
     * @param resumed true: from what {@link #saved} gave; false: anew, and whatever earlier attempts stored is deleted
     */
    void begin(boolean resumed);

    /**
     * Saves the attempt, so that a later one can go on from here.
     *
     * @param snapshot of the engine's; it must not change any more
     * @param tokens generated so far
     * @param atMost how long to wait for space in the write queue
     * @return false: there was no space
     */
    boolean save(ByteBuffer snapshot, int tokens, Duration atMost);

    /** How often the request went on in another instance than the one that had saved it. */
    int moves();

    /** Whether the attempt went on from what another instance had saved. */
    boolean moved();
}
