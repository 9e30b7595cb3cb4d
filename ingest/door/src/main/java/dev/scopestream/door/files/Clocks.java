package dev.scopestream.door.files;

/** Time as OpenAI's objects have it. */
public final class Clocks {
    private static final long MILLIS = 1000;

    private Clocks() {}

    /** Epoch seconds. */
    public static long seconds() {
        return System.currentTimeMillis() / MILLIS;
    }
}
