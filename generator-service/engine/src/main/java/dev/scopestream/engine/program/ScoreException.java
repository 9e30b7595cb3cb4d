package dev.scopestream.engine.program;

/** The score function of a policy fails, or gives a wrong score. */
public final class ScoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param policy as messages call it, such as {@code decode policy 'vatp'} */
    ScoreException(String policy, String reason, Throwable cause) {
        super("the score of " + policy + " fails: " + reason, cause);
    }
}
