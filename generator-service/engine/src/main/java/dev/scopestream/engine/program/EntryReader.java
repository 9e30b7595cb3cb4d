package dev.scopestream.engine.program;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;

/** Reads the keys and values that a step recalls. */
@FunctionalInterface
public interface EntryReader {
    /**
     * Reads what the rows of one pool request of a layer.
     *
     * @param requested [n, heads, j]: numbers of entries, -1 for none
     */
    Fetched read(KvPool pool, int layer, int[] requested);

    /**
     * What was read, in the order of the requested numbers that aren't -1.
     *
     * @param keys [m, D] fp32 in native order, direct
     * @param values likewise
     * @param found 1 for each entry that was there, else 0
     */
    record Fetched(ByteBuffer keys, ByteBuffer values, LongBuffer found) {}
}
