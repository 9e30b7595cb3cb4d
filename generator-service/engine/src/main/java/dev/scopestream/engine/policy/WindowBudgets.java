package dev.scopestream.engine.policy;

import dev.scopestream.engine.Budget;
import dev.scopestream.engine.InvalidRequestException;
import dev.scopestream.engine.KvOptions;

/**
 * The window of a request's output, resolved for its prompt.
 *
 * @param window W, entries; above {@code recent}
 * @param recent R, entries; at least 1
 */
public record WindowBudgets(int window, int recent) {
    /**
     * Resolves both. Where they contradict each other, the one that gives way more readily ({@link Budget#yields}) is
     * moved: R to W - 1, or W to R + 1.
     *
     * @throws InvalidRequestException when both are numbers of the request's own, or W is one and too small for any R
     */
    public static WindowBudgets of(KvOptions.Decode decode, int promptTokens) {
        int window = decode.window().resolve(promptTokens);
        int recent = decode.recent().resolve(promptTokens);
        if (recent < window) {
            return new WindowBudgets(window, recent);
        }
        int windowYields = decode.window().yields();
        int recentYields = decode.recent().yields();
        if (recentYields > windowYields && window > 1) {
            return new WindowBudgets(window, window - 1);
        }
        if (windowYields > 0) {
            return new WindowBudgets(recent + 1, recent);
        }
        throw new InvalidRequestException(
                "kv.window",
                recentYields > 0
                        ? "must be at least 2, is " + window
                        : "must be above kv.recent (" + recent + "), is " + window);
    }
}
