package dev.scopestream.engine.prefix;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Tokens of the last prompts, to find the prefix that a new prompt shares with one of them. */
final class RecentPrompts {
    private final Deque<int[]> prompts = new ArrayDeque<>();
    private final long mostTokens;
    private long tokens;

    /** @param mostTokens of all prompts together; the oldest prompts are dropped */
    RecentPrompts(long mostTokens) {
        this.mostTokens = mostTokens;
    }

    /** Length of the longest prefix (tokens) that the prompt shares with a recent one; the prompt is added to these. */
    int shared(int[] prompt) {
        int most = 0;
        for (int[] other : prompts) {
            most = Math.max(most, common(prompt, other));
        }
        prompts.addLast(prompt.clone());
        tokens += prompt.length;
        while (tokens > mostTokens) {
            tokens -= prompts.removeFirst().length;
        }
        return most;
    }

    /** Length of the common prefix of two prompts. */
    static int common(int[] one, int[] other) {
        int at = Arrays.mismatch(one, other);
        return at < 0 ? one.length : at;
    }
}
