package dev.scopestream.engine;

import java.util.List;
import java.util.OptionalInt;

/**
 * What ends a generation, besides the model's end tokens and {@code max_tokens}.
 *
 * @param strings the text ends before the first of these; none may be empty. One that is a control token's text ends it at
 *     that token, too
 * @param tokens the text ends before the first of these, at most {@link #MOST_TOKENS}
 * @param maxReasoningTokens tokens of reasoning after which the reasoning is closed; empty: no limit
 * @param ignoreEos true: generate exactly {@code max_tokens}; end tokens and all of the above that would end it earlier are
 *     ignored (traces and benchmarks)
 */
public record Stopping(List<String> strings, IntArray tokens, OptionalInt maxReasoningTokens, boolean ignoreEos) {
    public static final int MOST_TOKENS = 1024;

    /** Nothing but the model's end tokens. */
    public static final Stopping NONE = new Stopping(List.of(), IntArray.of(), OptionalInt.empty(), false);

    public Stopping {
        strings = List.copyOf(strings);
        if (strings.stream().anyMatch(String::isEmpty)) {
            throw new InvalidRequestException("stop", "holds an empty string");
        }
        if (tokens.size() > MOST_TOKENS) {
            throw new InvalidRequestException(
                    "stop_token_ids", "holds " + tokens.size() + " tokens; at most " + MOST_TOKENS + " are allowed");
        }
        if (maxReasoningTokens.isPresent() && maxReasoningTokens.getAsInt() < 0) {
            throw new InvalidRequestException(
                    "max_reasoning_tokens", "must not be negative, is " + maxReasoningTokens.getAsInt());
        }
    }

    public Stopping withStrings(List<String> value) {
        return new Stopping(value, tokens, maxReasoningTokens, ignoreEos);
    }

    public Stopping withTokens(IntArray value) {
        return new Stopping(strings, value, maxReasoningTokens, ignoreEos);
    }

    public Stopping withMaxReasoningTokens(OptionalInt value) {
        return new Stopping(strings, tokens, value, ignoreEos);
    }

    public Stopping withIgnoreEos(boolean value) {
        return new Stopping(strings, tokens, maxReasoningTokens, value);
    }
}
