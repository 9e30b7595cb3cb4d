package dev.scopestream.engine;

import java.util.Optional;

/** Takes evicted entries. Called on the decode thread; must return at once (hand over to a queue). */
@FunctionalInterface
public interface EvictionSink {
    void evicted(EvictedBlock block);

    /** Reads the entries that it took; empty: it doesn't keep them. */
    default Optional<RecallSource> source() {
        return Optional.empty();
    }

    /** Drops evicted entries; the engine doesn't copy them out. */
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
