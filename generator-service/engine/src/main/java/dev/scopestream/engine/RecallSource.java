package dev.scopestream.engine;

import java.nio.FloatBuffer;

/**
 * Reads back what a request's {@link EvictionSink} was given. Entries are numbered from 0 for each layer and storage head,
 * in the order in which they were handed out.
 */
@FunctionalInterface
public interface RecallSource {
    /**
     * Reads entries of one layer; called on the decode thread, which waits for it.
     *
     * @param heads storage head of each entry
     * @param numbers each entry's number
     * @param keys takes headDim elements for each entry, in their order
     * @param values likewise
     * @return which of them were found; what wasn't must be as many elements too, and isn't asked for again
     */
    boolean[] read(int layer, int[] heads, int[] numbers, FloatBuffer keys, FloatBuffer values);
}
