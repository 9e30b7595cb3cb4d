package dev.scopestream.engine;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * A store of an engine's prompt prefixes, behind its memory. Called on the decode thread. Contents that are missing, stale or
 * damaged are misses.
 */
public interface PrefixStore {
    /** Names of the prefixes in the store when the engine starts. */
    Set<String> names();

    /** Reads a prefix; the decode thread waits. */
    Optional<ByteBuffer> load(String name);

    /**
     * Stores a prefix. Must return at once (hand over to a queue).
     *
     * @param content belongs to the store from now on
     */
    void save(String name, ByteBuffer content);

    /** Deletes a prefix that can't be used. */
    void drop(String name);

    /** Keeps nothing. */
    static PrefixStore none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements PrefixStore {
        INSTANCE;

        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<ByteBuffer> load(String name) {
            return Optional.empty();
        }

        @Override
        public void save(String name, ByteBuffer content) {}

        @Override
        public void drop(String name) {}
    }
}
