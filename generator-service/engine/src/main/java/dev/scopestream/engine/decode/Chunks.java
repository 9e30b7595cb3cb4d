package dev.scopestream.engine.decode;

import java.util.ArrayList;
import java.util.List;

/** Divides a prompt into chunks of equal size. */
final class Chunks {
    private Chunks() {}

    /**
     * Ends of the chunks (exclusive), ascending. The last is {@code tokens}, the others are multiples of {@code size}: prompts
     * with a common prefix have common ends in it.
     *
     * @param tail least tokens of the last chunk, whose queries score the prompt; at least a quarter of a chunk
     */
    static List<Integer> ends(int tokens, int size, int tail) {
        int least = Math.max(tail, size / 4);
        List<Integer> ends = new ArrayList<>();
        for (int end = size; end <= tokens - least; end += size) {
            ends.add(end);
        }
        if (ends.isEmpty() || ends.get(ends.size() - 1) < tokens) {
            ends.add(tokens);
        }
        return ends;
    }
}
