package dev.scopestream.engine.runtime;

/** DJL reports to its makers when it loads an engine, unless told not to. */
public final class Telemetry {
    private static final String OPT_OUT = "OPT_OUT_TRACKING";

    private Telemetry() {}

    /**
     * Switches it off for this JVM, unless the environment or a system property ({@code OPT_OUT_TRACKING}) already says
     * something. To be called before anything of DJL.
     */
    public static void switchOff() {
        if (System.getenv(OPT_OUT) == null && System.getProperty(OPT_OUT) == null) {
            System.setProperty(OPT_OUT, "true");
        }
    }
}
