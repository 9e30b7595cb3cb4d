package dev.scopestream.engine;

import java.nio.FloatBuffer;

/**
 * Reads entries that a request's {@link EvictionSink} took. Entries are numbered from 0 for each layer and storage head, in
 * the order in which the sink took them.
 */
@FunctionalInterface
public interface RecallSource {
    /**
     * Reads entries of one layer. Called on the decode thread, which waits.
     *
     * @param heads storage head of each entry
     * @param numbers each entry's number
     * @param keys takes headDim elements for each entry, in their order
     * @param values likewise
     * @return which of them were found; elements of the others must be written, too, with any value, and are not requested again
     */
    boolean[] read(int layer, int[] heads, int[] numbers, FloatBuffer keys, FloatBuffer values);
}
