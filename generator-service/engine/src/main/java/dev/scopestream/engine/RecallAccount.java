package dev.scopestream.engine;

/**
 * A request's recall in numbers. One entry is one position of one layer and head.
 *
 * @param recalled entries read into a slot
 * @param lost entries that the source couldn't read
 * @param retained share of the chosen entries that were in a slot already
 * @param stallNanos time that steps waited for the source
 * @param covered mean share of the attention mass on entries that are present or recalled, estimated from the codes; 1 where
 *     nothing was chosen
 */
public record RecallAccount(long recalled, long lost, double retained, long stallNanos, double covered) {
    /** Nothing was recalled. */
    public static final RecallAccount NONE = new RecallAccount(0, 0, 1, 0, 1);

    /** A measure that isn't finite counts as 0. */
    public RecallAccount {
        retained = Double.isFinite(retained) ? retained : 0;
        covered = Double.isFinite(covered) ? covered : 0;
    }
}
