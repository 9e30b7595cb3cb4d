package dev.scopestream.engine.template;

/** Python's white space and line ends ({@code str.isspace}, {@code str.splitlines}). */
final class Whitespace {
    private Whitespace() {}

    static boolean isSpace(int c) {
        return (c >= '\t' && c <= '\r')
                || (c >= 0x1c && c <= ' ')
                || c == 0x85
                || c == 0xa0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200a)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202f
                || c == 0x205f
                || c == 0x3000;
    }

    static boolean isLineEnd(char c) {
        return (c >= '\n' && c <= '\r') || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** The first index from {@code from} on that holds no white space. */
    static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The index after the last character before {@code to} that is no white space. */
    static int skipBack(String text, int to) {
        int at = to;
        while (at > 0 && isSpace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    /** Each of CR LF, CR and LF as one LF. */
    static String normalizeLines(String text) {
        return text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
