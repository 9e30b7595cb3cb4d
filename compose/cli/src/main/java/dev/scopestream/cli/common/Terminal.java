package dev.scopestream.cli.common;

import java.nio.charset.StandardCharsets;

/** Text for people's terminals. */
public final class Terminal {
    private Terminal() {}

    /** Whether standard output and error are terminals, on which a line can be drawn over: the launcher looks. */
    public static boolean isInteractive() {
        return Boolean.getBoolean("scopestream.terminal");
    }

    /**
     * Text that may come from anybody (prompts, models, dead letters) without what would steer a terminal: control
     * characters other than tab and line feed become the replacement character, and so do the ones that reorder text
     * (Unicode's bidirectional overrides).
     */
    public static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(c -> safe.appendCodePoint(isHarmless(c) ? c : '\uFFFD'));
        return safe.toString();
    }

    /** {@link #safe} on one line of at most {@code length} characters. */
    public static String oneLine(String text, int length) {
        String line = safe(text).replace('\n', ' ').replace('\t', ' ').strip();
        return line.codePointCount(0, line.length()) <= length
                ? line
                : line.substring(0, line.offsetByCodePoints(0, length - 1)) + "…";
    }

    /** Bytes as text; what isn't UTF-8 becomes the replacement character. */
    public static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static boolean isHarmless(int c) {
        return c == '\n' || c == '\t' || !(Character.isISOControl(c) || isReordering(c));
    }

    private static boolean isReordering(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }
}
