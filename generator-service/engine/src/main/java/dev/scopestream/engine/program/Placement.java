package dev.scopestream.engine.program;

import dev.scopestream.engine.IntArray;
import dev.scopestream.engine.KvOptions.GroupReduce;

/**
 * How a prefilled prompt is moved into a cache row.
 *
 * @param numbers a layer's entries chosen by score, {@link #EVERYTHING}, or {@link #FIXED}
 * @param fixed positions to keep, for {@link #FIXED}
 * @param observation w: the last entries, kept besides those chosen by score
 * @param pooling 0 none, 1 max, 2 average
 * @param fair divide a key's score by the number of queries that saw it
 * @param byPosition keep them ascending by position, not descending by score
 * @param regions first slot of each layer's region
 * @param evicted copy out what isn't kept
 */
public record Placement(
        IntArray numbers,
        IntArray fixed,
        int observation,
        int pooling,
        int kernel,
        boolean fair,
        GroupReduce reduce,
        boolean byPosition,
        IntArray regions,
        boolean evicted) {
    public static final int EVERYTHING = -1;
    public static final int FIXED = -2;
}
