package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Where one attempt's evicted entries go. */
public interface RequestSpill {
    /** For the engine. */
    EvictionSink sink();

    /** Entries handed over so far that were not dropped. */
    long entries();

    /** What an earlier attempt saved for this one: a snapshot of the engine's. */
    Lookup<ByteBuffer> saved();

    /** The attempt begins: from what {@link #saved} gave, or anew, and then what was there is forgotten. */
    void begin(boolean resumed);

    /**
     * Saves the attempt so that a later one can go on from here.
     *
     * @param snapshot of the engine's; it must not change any more
     * @param atMost how long to wait for room
     * @return false: there was none
     */
    boolean save(ByteBuffer snapshot, Duration atMost);

    /** The attempt is over here; what was saved stays for a later one. */
    void suspend();

    /** The attempt has all its tokens; what was saved stays until its result is delivered. */
    void finish();

    /** The result is delivered: whatever isn't to be kept is forgotten. */
    void delivered();

    /** Evicted entries are forgotten. */
    static RequestSpill none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements RequestSpill {
        INSTANCE;

        @Override
        public EvictionSink sink() {
            return EvictionSink.none();
        }

        @Override
        public long entries() {
            return 0;
        }

        @Override
        public Lookup<ByteBuffer> saved() {
            return Lookup.miss(MissReason.ABSENT);
        }

        @Override
        public void begin(boolean resumed) {}

        @Override
        public boolean save(ByteBuffer snapshot, Duration atMost) {
            return false;
        }

        @Override
        public void suspend() {}

        @Override
        public void finish() {}

        @Override
        public void delivered() {}
    }
}
