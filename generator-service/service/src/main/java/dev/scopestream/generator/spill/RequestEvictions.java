package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictionSink;
import dev.scopestream.generator.resume.RequestCheckpoint;
import dev.scopestream.spill.Lookup;
import dev.scopestream.spill.MissReason;
import java.nio.ByteBuffer;
import java.time.Duration;

/** One attempt's evicted entries and its checkpoint. Belongs to the decode thread. */
public interface RequestEvictions extends RequestCheckpoint {
    /** Takes the evicted entries, for the engine. */
    EvictionSink sink();

    /** Entries handed over so far that were not dropped. */
    long entries();

    /** The attempt ends here without a result; its checkpoint stays for a later attempt. */
    void suspend();

    /** The attempt has all its tokens; its checkpoint stays until the result is delivered. */
    void finish();

    /** The result is delivered: whatever isn't to be kept is deleted. */
    void delivered();

    /** Drops evicted entries, and saves nothing. */
    static RequestEvictions none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements RequestEvictions {
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
