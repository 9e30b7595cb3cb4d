package dev.scopestream.scorer.answer;

/** White space of Unicode. */
final class Spaces {
    private Spaces() {}

    /** Any white space, line ends included. */
    static boolean isSpace(char c) {
        return c < 0x80 ? c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f) : isWide(c);
    }

    /** White space within a line. */
    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || (c >= 0x80 && c != 0x85 && c != 0x2028 && c != 0x2029 && isWide(c));
    }

    private static boolean isWide(char c) {
        return c == 0x85 || Character.isSpaceChar(c);
    }
}
