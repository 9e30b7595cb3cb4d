package dev.scopestream.spill;

/**
 * The tokens of a request, as far as hashes of their beginnings go. Keys and values at position p depend on tokens 0 to
 * p: a block whose mark differs from its reader's history was made by another text, and must not be used.
 */
@FunctionalInterface
public interface TokenHistory {
    /** The mark of the first {@code count} tokens, or of all known tokens if they are fewer. */
    TokenMark mark(int count);

    /** Whether a block with this mark belongs to these tokens; one without a mark always does. */
    default boolean accepts(TokenMark mark) {
        return mark.count() == 0 || mark(mark.count()).equals(mark);
    }

    /** A history that marks nothing and accepts every mark. */
    static TokenHistory unchecked() {
        return Unchecked.INSTANCE;
    }

    /** See {@link #unchecked()}. */
    enum Unchecked implements TokenHistory {
        INSTANCE;

        @Override
        public TokenMark mark(int count) {
            return TokenMark.NONE;
        }

        @Override
        public boolean accepts(TokenMark mark) {
            return true;
        }
    }
}
