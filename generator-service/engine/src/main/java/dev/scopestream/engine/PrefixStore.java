package dev.scopestream.engine;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * Where an engine's prompt prefixes are kept besides its memory. All of it is called on the decode thread; whatever is
 * missing, stale or damaged is only a miss.
 */
public interface PrefixStore {
    /** Names of those that were there when the engine began. */
    Set<String> names();

    /** Reads one, now. */
    Optional<ByteBuffer> load(String name);

    /**
     * Takes one; it must return at once (hand over to a queue).
     *
     * @param content belongs to the store from now on
     */
    void save(String name, ByteBuffer content);

    /** One that can't be used. */
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
