package dev.scopestream.generator.spill;

import dev.scopestream.engine.EvictionSink;

/** Where one attempt's evicted entries go. */
public interface RequestSpill {
    /** For the engine. */
    EvictionSink sink();

    /** Entries handed over so far that were not dropped. */
    long entries();

    /** The attempt is over. */
    void end();

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
        public void end() {}
    }
}
