package dev.scopestream.generator.spill;

import dev.scopestream.generator.intake.Work;

/** Gives every attempt a place for its evicted entries. */
public interface Spiller extends AutoCloseable {
    RequestSpill begin(Work work, int attempt);

    @Override
    void close();

    /** Keeps nothing. */
    static Spiller none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements Spiller {
        INSTANCE;

        @Override
        public RequestSpill begin(Work work, int attempt) {
            return RequestSpill.none();
        }

        @Override
        public void close() {}
    }
}
