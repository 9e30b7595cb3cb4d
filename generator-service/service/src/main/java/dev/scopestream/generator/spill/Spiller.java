package dev.scopestream.generator.spill;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.generator.intake.Work;

/** Gives every attempt a place for its evicted entries. */
public interface Spiller extends AutoCloseable {
    /** @param model what serves it */
    RequestSpill begin(Work work, ModelInfo model);

    /** Where prompt prefixes are kept besides the engine's memory. */
    PrefixStore prefixes(ModelInfo model);

    /** When running requests are saved. */
    CheckpointRule checkpoints();

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
        public RequestSpill begin(Work work, ModelInfo model) {
            return RequestSpill.none();
        }

        @Override
        public PrefixStore prefixes(ModelInfo model) {
            return PrefixStore.none();
        }

        @Override
        public CheckpointRule checkpoints() {
            return CheckpointRule.never();
        }

        @Override
        public void close() {}
    }
}
