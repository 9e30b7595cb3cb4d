package dev.scopestream.engine;

/**
 * What recall did for a request.
 *
 * @param recalled entries brought back into a slot (one entry: one position of one layer and head)
 * @param lost entries that the source couldn't give
 * @param ahead share of the entries chosen that were in a slot already
 * @param stallNanos time that steps waited for the source
 * @param covered mean share of the attention mass that was on entries present or recalled, by the codes' estimate; 1
 *     where nothing was chosen
 */
public record RecallAccount(long recalled, long lost, double ahead, long stallNanos, double covered) {
    /** A measure that isn't finite counts as 0. */
    public RecallAccount {
        ahead = Double.isFinite(ahead) ? ahead : 0;
        covered = Double.isFinite(covered) ? covered : 0;
    }

    /** Nothing was recalled. */
    public static final RecallAccount NONE = new RecallAccount(0, 0, 1, 0, 1);
}
