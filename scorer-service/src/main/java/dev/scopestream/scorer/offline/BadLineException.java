package dev.scopestream.scorer.offline;

/** What is wrong with a line; used within the package only. */
final class BadLineException extends Exception {
    private static final long serialVersionUID = 1L;

    BadLineException(String reason) {
        super(reason);
    }
}
