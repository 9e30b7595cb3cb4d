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

    /**
     * How readily it gives way where two budgets contradict each other on some prompt: 0 never (a number that the request
     * has), 1 a share, from 2 on a default, the more the farther it comes from.
     */
    int yields();

    /** The same as a default, which gives way to what a request says. */
    default Budget asDefault() {
        return new Default(this);
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

        @Override
        public int yields() {
            return 0;
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

        @Override
        public int yields() {
            return 1;
        }
    }

    /** A budget that the request doesn't have. */
    record Default(Budget budget) implements Budget {
        @Override
        public int resolve(int promptTokens) {
            return budget.resolve(promptTokens);
        }

        @Override
        public int yields() {
            return 2 + budget.yields();
        }
    }
}
