package dev.scopestream.generator.resume;

import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** One attempt's place in a {@link CheckpointStore}: bytes, whatever they mean. Belongs to the decode thread. */
public interface CheckpointPlace {
    /** What the latest earlier attempt that saved anything left. To be asked once. */
    Lookup<ByteBuffer> load();

    /** The attempt begins anew: what earlier ones left is of no use. */
    void discard();

    /**
     * Replaces what is saved.
     *
     * @param payload must not change any more
     * @param tokens generated so far
     * @param atMost how long to wait for space in the write queue
     * @return false: there was no space
     */
    boolean save(List<ByteBuffer> payload, int tokens, Duration atMost);

    /** The result is delivered: nothing is needed any more. */
    void delivered();

    /** Saves nothing. */
    static CheckpointPlace none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements CheckpointPlace {
        INSTANCE;

        @Override
        public Lookup<ByteBuffer> load() {
            return Lookup.miss(MissReason.ABSENT);
        }

        @Override
        public void discard() {}

        @Override
        public boolean save(List<ByteBuffer> payload, int tokens, Duration atMost) {
            return false;
        }

        @Override
        public void delivered() {}
    }
}
