package dev.scopestream.cli.common;

/** What a command's exit code says; compose/README.md has the table. */
public final class ExitCodes {
    /** Done; also a service that was asked to stop. */
    public static final int DONE = 0;

    /** It failed: standard error says why. */
    public static final int FAILED = 1;

    /** Nothing was done: the command line is wrong. */
    public static final int USAGE = 2;

    /** Done, and it found what somebody should look at. */
    public static final int FOUND = 3;

    /** {@code scale-check} alone: fewer generators would do. */
    public static final int FEWER = 4;

    /** Ctrl-C came first: 128 and SIGINT's number, as shells have it. */
    public static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
