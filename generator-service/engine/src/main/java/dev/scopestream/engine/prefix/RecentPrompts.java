package dev.scopestream.engine.prefix;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The last prompts, to see what a new one has in common with one of them. */
final class RecentPrompts {
    private final Deque<int[]> prompts = new ArrayDeque<>();
    private final long mostTokens;
    private long tokens;

    /** @param mostTokens in all prompts together; the oldest go */
    RecentPrompts(long mostTokens) {
        this.mostTokens = mostTokens;
    }

    /** How many of its first tokens the prompt shares with the one that shares most; it's a recent one from now on. */
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

    /** How many tokens two prompts begin with in common. */
    static int common(int[] one, int[] other) {
        int at = Arrays.mismatch(one, other);
        return at < 0 ? one.length : at;
    }
}
