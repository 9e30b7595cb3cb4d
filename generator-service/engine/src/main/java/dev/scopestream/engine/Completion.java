package dev.scopestream.engine;

/**
 * A finished generation.
 *
 * @param text without special tokens and without the stop string that ended it
 * @param tokens everything generated, an end-of-sequence token excluded
 */
public record Completion(
        String text, IntArray tokens, FinishReason reason, int promptTokens, KvAccount kv, Timings timings) {}
