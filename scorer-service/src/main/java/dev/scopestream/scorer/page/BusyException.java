package dev.scopestream.scorer.page;

/** Too much is under way. */
final class BusyException extends Exception {
    private static final long serialVersionUID = 1;

    BusyException(String message) {
        super(message);
    }
}
