package dev.scopestream.generator.spill;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.generator.intake.Work;
import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;

/** Gives every attempt a place for its evicted entries. */
public interface Spiller extends AutoCloseable {
    /** @param model what serves it */
    RequestSpill begin(Work work, ModelInfo model);

    /**
     * Forgets what is left of finished requests, as a process that was killed leaves it.
     *
     * @param finished tells by the offset of a request's record
     * @return how many
     */
    long forgetFinished(TopicPartition partition, LongPredicate finished);

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
        public long forgetFinished(TopicPartition partition, LongPredicate finished) {
            return 0;
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
