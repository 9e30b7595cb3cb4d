package dev.scopestream.generator.spill;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.engine.PrefixStore;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.AttemptCheckpoint;
import dev.scopestream.spill.write.WaitBudget;
import java.time.Duration;
import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;

/** Keeps evicted entries and prompt prefixes outside the engine's memory. */
public interface EvictionSpill extends AutoCloseable {
    /**
     * Opens the evictions of one sample of an attempt.
     *
     * @param sample from 0
     * @param model the model that serves it
     * @param budget of the thread that decodes it
     * @param checkpoint of the sample
     */
    RequestEvictions begin(
            AdmittedPrompt prompt, int sample, ModelInfo model, WaitBudget budget, AttemptCheckpoint checkpoint);

    /** Of the store, the same as long as its disk is the same; 0: nothing is stored. */
    long id();

    /**
     * Deletes stored values of finished requests that a killed process didn't delete.
     *
     * @param finished tells by the offset of a request's record
     * @return how many requests
     */
    long forgetFinished(TopicPartition partition, LongPredicate finished);

    /** How long a decode thread may wait for the disk in one step. */
    WaitBudget waitBudget();

    /** Prompt prefixes of this model. */
    PrefixStore prefixes(ModelInfo model);

    @Override
    void close();

    /** Keeps nothing. */
    static EvictionSpill none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements EvictionSpill {
        INSTANCE;

        @Override
        public RequestEvictions begin(
                AdmittedPrompt prompt, int sample, ModelInfo model, WaitBudget budget, AttemptCheckpoint checkpoint) {
            return new ForgottenEvictions(checkpoint);
        }

        @Override
        public long id() {
            return 0;
        }

        @Override
        public WaitBudget waitBudget() {
            return new WaitBudget(Duration.ZERO);
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
        public void close() {}
    }
}
