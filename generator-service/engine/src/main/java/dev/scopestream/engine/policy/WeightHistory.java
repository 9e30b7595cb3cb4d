package dev.scopestream.engine.policy;

/**
 * What is recorded, for each entry of a window, of its attention weights (fp32, a group of query heads reduced to one)
 * besides their sum. It takes 4 bytes a number in each layer and storage head.
 *
 * @param queries weights of so many last steps are kept; 0: none
 * @param attended least weight with which a step counts as one that attended to the entry, of which the last one and the
 *     longest distance between two are kept; 0: neither is
 */
public record WeightHistory(int queries, float attended) {
    /** Nothing is recorded. */
    public static final WeightHistory NONE = new WeightHistory(0, 0);

    /** @throws IllegalArgumentException for negative numbers, and for NaN */
    public WeightHistory {
        if (queries < 0 || !(attended >= 0)) {
            throw new IllegalArgumentException("must not be negative: " + queries + ", " + attended);
        }
    }

    /** The weights of the last steps. */
    public static WeightHistory lastQueries(int queries) {
        return new WeightHistory(queries, 0);
    }

    /** When the entry was attended to with at least this weight. */
    public static WeightHistory recurrence(float attended) {
        return new WeightHistory(0, attended);
    }

    /** Numbers that an entry's recurrence takes. */
    public int recurrenceNumbers() {
        return attended > 0 ? 2 : 0;
    }
}
