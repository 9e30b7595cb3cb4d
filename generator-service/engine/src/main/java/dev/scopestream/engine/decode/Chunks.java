package dev.scopestream.engine.decode;

import java.util.ArrayList;
import java.util.List;

/** Cuts a prompt into chunks of nearly equal size. */
final class Chunks {
    private Chunks() {}

    /**
     * Ends of the chunks (exclusive), ascending; the last is {@code tokens}.
     *
     * @param most tokens of a chunk
     * @param tail the last chunk has at least so many tokens (its queries score the prompt), even above {@code most}
     */
    static List<Integer> ends(int tokens, int most, int tail) {
        int last = Math.min(tokens, Math.max(tail, Math.min(most, tokens)));
        int number = (tokens + most - 1) / most;
        if (number > 1) {
            last = Math.max(tail, (tokens + number - 1) / number);
        }
        int rest = tokens - last;
        int pieces = (rest + most - 1) / most;
        List<Integer> ends = new ArrayList<>();
        for (int i = 1; i <= pieces; i++) {
            ends.add((int) ((long) rest * i / pieces));
        }
        ends.add(tokens);
        return ends;
    }
}
