package dev.scopestream.engine;

/**
 * A finished generation.
 *
 * @param text the answer, without reasoning and special tokens, and without the stop string that ended it
 * @param reasoning what precedes the answer, without its markers; empty strings where there is none
 * @param tokens everything generated, reasoning included, an end-of-sequence token excluded
 */
public record Completion(
        String text,
        Reasoning reasoning,
        IntArray tokens,
        FinishReason reason,
        int promptTokens,
        KvAccount kv,
        Timings timings) {

    /**
     * The reasoning of a generation.
     *
     * @param tokens number of tokens up to its closing marker, both markers included
     */
    public record Reasoning(String text, int tokens) {
        public static final Reasoning NONE = new Reasoning("", 0);
    }
}
