package dev.scopestream.cli;

import dev.scopestream.cli.common.Terminal;

/**
 * Refuses command lines with characters that the JVM couldn't decode. It decodes arguments in the locale's encoding and
 * puts U+FFFD for whatever isn't in it.
 */
final class ArgumentCheck {
    private static final char UNDECODABLE = '\uFFFD';

    private ArgumentCheck() {}

    /** What is wrong, in one line, or null when every argument is as it was given. */
    static String problem(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].indexOf(UNDECODABLE) >= 0) {
                return "argument " + (i + 1) + " (" + Terminal.oneLine(args[i], 40)
                        + ") has characters that aren't in the "
                        + "locale's encoding, " + System.getProperty("sun.jnu.encoding")
                        + ": give it in UTF-8 under a UTF-8 locale (LC_ALL=C.UTF-8), or a prompt by --file";
            }
        }
        return null;
    }
}
