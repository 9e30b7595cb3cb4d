package dev.scopestream.door.request;

/**
 * A final record: the outcome, and of which prompt.
 *
 * @param source null: unknown
 */
public record Ending(Outcome outcome, Place source) {
    /** Whether it ends an earlier prompt of the same id: one that was cancelled or refused, and sent again. */
    boolean endsOneBefore(Place own) {
        return outcome instanceof Outcome.Refused && source != null && source.isBefore(own);
    }
}
