package dev.scopestream.engine;

/** A number of cache entries: absolute, or as a share of the prompt. */
public sealed interface Budget {
    /** The number for a prompt of {@code promptTokens} tokens. */
    int resolve(int promptTokens);

    static Budget tokens(int tokens) {
        return new Tokens(tokens);
    }

    /** @param share above 0 and at most 1 */
    static Budget ofPrompt(double share) {
        return new OfPrompt(share);
    }

    /** An absolute number, at least 1. */
    record Tokens(int tokens) implements Budget {
        public Tokens {
            if (tokens < 1) {
                throw new InvalidRequestException("kv", "a budget must be at least 1 entry, is " + tokens);
            }
        }

        @Override
        public int resolve(int promptTokens) {
            return tokens;
        }
    }

    /** A share of the prompt, rounded to the nearest whole entry, at least 1. */
    record OfPrompt(double share) implements Budget {
        public OfPrompt {
            if (!(share > 0 && share <= 1)) {
                throw new InvalidRequestException("kv", "a budget's share must be above 0 and at most 1, is " + share);
            }
        }

        @Override
        public int resolve(int promptTokens) {
            return Math.max(1, (int) Math.round(share * promptTokens));
        }
    }
}
