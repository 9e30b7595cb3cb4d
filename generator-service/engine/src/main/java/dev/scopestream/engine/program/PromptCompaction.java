package dev.scopestream.engine.program;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions.GroupReduce;
import dev.scopestream.engine.program.layout.ProgramConstants;
import dev.scopestream.engine.program.layout.ScorePooling;

/**
 * How a prefilled prompt is compacted into a cache row.
 *
 * @param kept which entries
 * @param scores how scores choose them, where they do
 * @param regionStarts first slot of each layer's region
 * @param evicted copy out what isn't kept
 */
public record PromptCompaction(Kept kept, Scores scores, IntArray regionStarts, boolean evicted) {
    /** As a number of {@link Kept}: everything. */
    public static final int EVERYTHING = ProgramConstants.KEEP_ALL;
    /** Likewise: the positions given. */
    public static final int FIXED = ProgramConstants.KEEP_FIXED;

    /**
     * Which entries are kept.
     *
     * @param numbers a layer's entries chosen by score, {@link #EVERYTHING}, or {@link #FIXED}
     * @param fixed positions to keep, for {@link #FIXED}
     * @param observation number of last entries, which are kept whatever their score
     * @param byPosition keep them ascending by position, not descending by score
     */
    public record Kept(IntArray numbers, IntArray fixed, int observation, boolean byPosition) {}

    /**
     * How scores of a prompt's entries come from the sums of attention weights.
     *
     * @param pooling over neighbouring positions
     * @param kernel positions that are pooled; odd
     * @param meanPerQuery divide a key's sum by the number of queries that attended to it
     * @param reduce how a group of query heads becomes one storage head's
     * @param function the prefill policy's score function, which replaces the sums
     */
    public record Scores(
            ScorePooling pooling, int kernel, boolean meanPerQuery, GroupReduce reduce, ScoreFunctions.Call function) {}
}
