package dev.scopestream.generator.offsets;

/**
 * How often a prompt was started, as it survives the process in the offset map.
 *
 * @param started attempts begun, relative to the map's {@link OffsetMap#attemptBase()}
 * @param suspected attempts begun that neither brought a final record nor were given up in order: the process died with
 *     them, perhaps by them
 */
public record Attempts(int started, int suspected) {
    public static final Attempts NONE = new Attempts(0, 0);

    /** Counting stops here: the encoded form has two bytes for the first and one for the second. */
    static final int MOST_STARTED = (1 << 14) - 1;

    static final int MOST_SUSPECTED = (1 << 7) - 1;

    public Attempts {
        if (started < 0 || started > MOST_STARTED || suspected < 0 || suspected > MOST_SUSPECTED) {
            throw new IllegalArgumentException("attempts out of range: " + started + ", " + suspected);
        }
    }

    Attempts begun() {
        return new Attempts(Math.min(MOST_STARTED, started + 1), Math.min(MOST_SUSPECTED, suspected + 1));
    }

    Attempts released() {
        return new Attempts(started, Math.max(0, suspected - 1));
    }
}
