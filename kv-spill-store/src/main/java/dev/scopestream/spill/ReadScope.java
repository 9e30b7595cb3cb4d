package dev.scopestream.spill;

/**
 * What a reader expects of every block it gets.
 *
 * @param request must be the block's own
 * @param tokens must accept the block's mark
 */
public record ReadScope(RequestIdentity request, TokenHistory tokens) {
    /** Without a check of the tokens. */
    public static ReadScope of(RequestIdentity request) {
        return new ReadScope(request, TokenHistory.unchecked());
    }
}
