package dev.scopestream.engine;

/**
 * Bringing evicted entries back: of each key that was handed out a code of a few bits stays in memory; by the products of
 * the step's queries with those, each layer and storage head chooses what it wants most, whose keys and values are read
 * from the {@link RecallSource} and attended to.
 *
 * @param slots entries of each layer and head that are recalled at a time
 * @param bits of a code's elements: 1, 2, 4 or 8
 * @param every the choice is made anew every so many steps
 */
public record Recall(int slots, int bits, int every) {
    public static final Recall DEFAULTS = new Recall(64, 2, 4);

    /** Most slots and steps there can be. */
    public static final int MOST = 4096;

    /** @throws InvalidRequestException for numbers that can't be */
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
