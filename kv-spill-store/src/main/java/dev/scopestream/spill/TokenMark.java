package dev.scopestream.spill;

/**
 * A hash of a request's first tokens.
 *
 * @param count how many tokens it covers; 0: nothing is known about the tokens
 * @param hash see {@link RollingTokens}; 0 when {@code count} is 0
 */
public record TokenMark(int count, long hash) {
    public static final TokenMark NONE = new TokenMark(0, 0);

    public TokenMark {
        if (count < 0 || (count == 0 && hash != 0)) {
            throw new IllegalArgumentException("no mark covers " + count + " tokens with hash " + hash);
        }
    }
}
