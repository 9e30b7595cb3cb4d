package dev.scopestream.generator.resume;

import dev.scopestream.engine.ModelInfo;
import dev.scopestream.generator.prompt.AdmittedPrompt;
import dev.scopestream.generator.resume.topic.PointerTable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;

/** Where running requests are saved, for later attempts to go on from. Safe for use by many threads. */
public interface CheckpointStore extends AutoCloseable {
    /** When running requests are saved. */
    CheckpointRule rule();

    /** Whether other processes find here what this one saved. */
    boolean shared();

    /**
     * The place of an attempt that is about to begin. Waits for nothing; the answer comes within a time, on any thread, and
     * never is an error.
     *
     * @param attempt its number, from 1
     * @param model the model that serves it
     */
    CompletableFuture<CheckpointPlace> open(AdmittedPrompt prompt, int attempt, ModelInfo model);

    /** Completes when everything saved so far is where other processes find it, or is given up. */
    CompletableFuture<Void> flushed();

    /**
     * Deletes what is saved of finished requests that a killed process didn't delete.
     *
     * @param finished tells by the offset of a request's record
     */
    void forgetFinished(TopicPartition partition, LongPredicate finished);

    /** The pointers that the owner of a partition commits beside its offsets; empty: there are none. */
    default Optional<PointerTable> pointers() {
        return Optional.empty();
    }

    @Override
    void close();

    /** Saves nothing. */
    static CheckpointStore none() {
        return None.INSTANCE;
    }

    /** See {@link #none()}. */
    enum None implements CheckpointStore {
        INSTANCE;

        @Override
        public CheckpointRule rule() {
            return CheckpointRule.never();
        }

        @Override
        public boolean shared() {
            return false;
        }

        @Override
        public CompletableFuture<CheckpointPlace> open(AdmittedPrompt prompt, int attempt, ModelInfo model) {
            return CompletableFuture.completedFuture(CheckpointPlace.none());
        }

        @Override
        public CompletableFuture<Void> flushed() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void forgetFinished(TopicPartition partition, LongPredicate finished) {}

        @Override
        public void close() {}
    }
}
