package dev.scopestream.scorer.page;

/** Something isn't shown here. */
final class HiddenException extends Exception {
    private static final long serialVersionUID = 1;

    HiddenException(String message) {
        super(message);
    }
}
