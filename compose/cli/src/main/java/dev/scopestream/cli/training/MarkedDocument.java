package dev.scopestream.cli.training;

/** A document's tokens with what each is. */
final class MarkedDocument {
    private final long[] ids;
    private final long[] kinds;
    private final int output;

    /**
     * @param ids with the tokens of beginning and end
     * @param kinds of each token, as {@link TokenKind} numbers them; -1 where it doesn't count
     * @param output index of the output's first token
     */
    MarkedDocument(long[] ids, long[] kinds, int output) {
        this.ids = ids;
        this.kinds = kinds;
        this.output = output;
    }

    long[] ids() {
        return ids;
    }

    long[] kinds() {
        return kinds;
    }

    int output() {
        return output;
    }
}
