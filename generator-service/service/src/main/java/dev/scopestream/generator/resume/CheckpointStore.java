package dev.scopestream.generator.resume;

import java.util.function.LongPredicate;
import org.apache.kafka.common.TopicPartition;

/** Where checkpoints are kept. */
public interface CheckpointStore {
    /** When running requests are saved. */
    CheckpointRule checkpoints();

    /**
     * Deletes stored values of finished requests that a killed process didn't delete.
     *
     * @param finished tells by the offset of a request's record
     * @return how many requests
     */
    long forgetFinished(TopicPartition partition, LongPredicate finished);
}
