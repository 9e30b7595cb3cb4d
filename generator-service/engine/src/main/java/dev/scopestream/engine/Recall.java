package dev.scopestream.engine;

/**
 * Recall of evicted entries. A code of a few bits of each evicted key stays in memory. Each layer and storage head chooses
 * the entries whose codes have the largest products with the step's queries; their keys and values are read from the
 * {@link RecallSource} and attended to.
 *
 * @param slots entries of each layer and head that are recalled at a time
 * @param bits of a code's elements: 1, 2, 4 or 8
 * @param every steps between two choices
 */
public record Recall(int slots, int bits, int every) {
    public static final Recall DEFAULTS = new Recall(64, 2, 4);

    /** Largest number of slots, and of steps between two choices. */
    public static final int MOST = 4096;

    /** @throws InvalidRequestException for numbers out of range */
    public Recall {
        if (slots < 1 || slots > MOST) {
            throw new InvalidRequestException("kv.recall.slots", "must be from 1 to " + MOST + ", is " + slots);
        }
        if (bits != 1 && bits != 2 && bits != 4 && bits != 8) {
            throw new InvalidRequestException("kv.recall.bits", "must be 1, 2, 4 or 8, is " + bits);
        }
        if (every < 1 || every > MOST) {
            throw new InvalidRequestException("kv.recall.every", "must be from 1 to " + MOST + ", is " + every);
        }
    }
}
