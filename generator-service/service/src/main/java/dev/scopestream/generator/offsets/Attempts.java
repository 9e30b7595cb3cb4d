package dev.scopestream.generator.offsets;

/**
 * How often a prompt was started, as it survives the process in the offset map.
 *
 * @param started attempts begun, relative to the map's {@link OffsetMap#attemptBase()}
 * @param suspected attempts begun beside others that neither brought a final record nor were given up in order: the
 *     process died with them, perhaps by them
 * @param alone such attempts during which the process had no other prompt in flight
 */
public record Attempts(int started, int suspected, int alone) {
    public static final Attempts NONE = new Attempts(0, 0, 0);

    /** Counting stops here: the encoded form has two bytes for the first and one for each of the others. */
    static final int MOST_STARTED = (1 << 14) - 1;

    static final int MOST_SUSPECTED = (1 << 7) - 1;

    public Attempts {
        if (started < 0
                || started > MOST_STARTED
                || suspected < 0
                || suspected > MOST_SUSPECTED
                || alone < 0
                || alone > MOST_SUSPECTED) {
            throw new IllegalArgumentException("attempts out of range: " + started + ", " + suspected + ", " + alone);
        }
    }

    /** Attempts that ended with the process, alone or not. */
    public int deaths() {
        return suspected + alone;
    }

    Attempts begun() {
        return new Attempts(next(started, MOST_STARTED), next(suspected, MOST_SUSPECTED), alone);
    }

    Attempts begunAlone() {
        return new Attempts(next(started, MOST_STARTED), suspected, next(alone, MOST_SUSPECTED));
    }

    /** The latest attempt, begun alone, isn't alone any more. */
    Attempts joined() {
        return new Attempts(started, next(suspected, MOST_SUSPECTED), Math.max(0, alone - 1));
    }

    Attempts released() {
        return new Attempts(started, Math.max(0, suspected - 1), alone);
    }

    Attempts releasedAlone() {
        return new Attempts(started, suspected, Math.max(0, alone - 1));
    }

    private static int next(int count, int most) {
        return Math.min(most, count + 1);
    }
}
