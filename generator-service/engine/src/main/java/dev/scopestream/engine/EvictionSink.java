package dev.scopestream.engine;

import java.util.Optional;

/** Takes evicted entries, on the decode thread: it must return at once (hand over to a queue). */
@FunctionalInterface
public interface EvictionSink {
    void evicted(EvictedBlock block);

    /** Reads back what it was given; empty: it can't. */
    default Optional<RecallSource> source() {
        return Optional.empty();
    }

    /** Evicted entries are forgotten, and the engine doesn't copy them out at all. */
    static EvictionSink none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements EvictionSink {
        INSTANCE;

        @Override
        public void evicted(EvictedBlock block) {}
    }
}
