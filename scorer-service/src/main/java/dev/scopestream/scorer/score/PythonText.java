package dev.scopestream.scorer.score;

/**
 * Character classes of Python's {@code re} for str patterns (documentation of the re module: {@code \d} is any Unicode
 * decimal digit, {@code \s} what {@code str.isspace} takes). Both differ from java.util.regex's defaults.
 */
final class PythonText {
    private PythonText() {}

    static boolean isDigit(int codePoint) {
        return codePoint < 0x80
                ? codePoint >= '0' && codePoint <= '9'
                : Character.getType(codePoint) == Character.DECIMAL_DIGIT_NUMBER;
    }

    /** All of Python's whitespace lies in the basic plane. */
    static boolean isSpace(char c) {
        if (c < 0x80) {
            return c == ' ' || (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x1f);
        }
        return c == 0x85
                || c == 0xa0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200a)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    /** The end of the digits that start at {@code from}; {@code from} itself when there is none. */
    static int skipDigits(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            if (!isDigit(codePoint)) {
                break;
            }
            at += Character.charCount(codePoint);
        }
        return at;
    }

    /** The end of the whitespace that starts at {@code from}. */
    static int skipSpace(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
