package dev.scopestream.engine;

/** Takes evicted entries, on the decode thread: it must return at once (hand over to a queue). */
@FunctionalInterface
public interface EvictionSink {
    void evicted(EvictedBlock block);

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
