package dev.scopestream.events;

import java.util.List;

/** The names of all topics. Keys are request ids in UTF-8, but for {@link #ACCURACY_SUMMARY} and {@link #CHECKPOINTS}. */
public final class Topics {
    /** {@link PromptEvent}: what shall be generated. */
    public static final String PROMPTS = "scope.prompts";

    /** Prompts that can't be served: the original bytes, with {@link DeadLetter} headers. */
    public static final String DEAD_LETTERS = "scope.prompts.dlq";

    /** {@link ChunkEvent}: pieces of running generations, outside any transaction. */
    public static final String CHUNKS = "scope.chunks";

    /** {@link ResultEvent}: exactly one of a prompt that was served, as a read_committed consumer sees it. */
    public static final String RESULTS = "scope.results";

    /** Ids of requests that have a result, with its {@code finish_reason}: generators read all of it. */
    public static final String FINISHED = "scope.finished";

    /** {@link ReferenceEvent}: the expected answers of a prompt. */
    public static final String REFERENCES = "scope.references";

    /** {@link AccuracyEvent}: a result held against its reference. */
    public static final String ACCURACY = "scope.accuracy";

    /** {@link AccuracySummary}: running means; keyed by {@link AccuracySummary#key()}. */
    public static final String ACCURACY_SUMMARY = "scope.accuracy.summary";

    /** {@link CancelEvent}: ends a generation early. */
    public static final String CONTROL = "scope.control";

    /** Running requests, as generators save them for each other: nobody else reads it. */
    public static final String CHECKPOINTS = "scope.checkpoints";

    private Topics() {}

    public static List<String> all() {
        return List.of(
                PROMPTS,
                DEAD_LETTERS,
                CHUNKS,
                RESULTS,
                FINISHED,
                REFERENCES,
                ACCURACY,
                ACCURACY_SUMMARY,
                CONTROL,
                CHECKPOINTS);
    }
}
