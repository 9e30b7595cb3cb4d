package dev.scopestream.engine.template;

/** What a string literal stands for: Python's {@code text.encode("ascii", "backslashreplace").decode("unicode-escape")}. */
final class StringLiteral {
    private static final String SIMPLE = "\\'\"abfnrtv";
    private static final String SIMPLE_VALUES = "\\'\"\u0007\b\f\n\r\t\u000b";

    private StringLiteral() {}

    /**
     * @param body what stands between the quotes
     * @throws TemplateException for an escape that Python can't decode
     */
    static String decode(String body, int line) {
        if (body.indexOf('\\') < 0) {
            return body;
        }
        String ascii = ascii(body);
        StringBuilder result = new StringBuilder(body.length());
        int at = 0;
        while (at < ascii.length()) {
            char c = ascii.charAt(at++);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            char escape = ascii.charAt(at++);
            int simple = SIMPLE.indexOf(escape);
            if (simple >= 0) {
                result.append(SIMPLE_VALUES.charAt(simple));
            } else if (escape >= '0' && escape <= '7') {
                int end = at;
                while (end < at + 2 && end < ascii.length() && ascii.charAt(end) >= '0' && ascii.charAt(end) <= '7') {
                    end++;
                }
                result.appendCodePoint(Integer.parseInt(ascii, at - 1, end, 8));
                at = end;
            } else if (escape == 'x' || escape == 'u' || escape == 'U') {
                int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 8;
                result.appendCodePoint(hex(ascii, at, digits, line));
                at += digits;
            } else if (escape == 'N') {
                throw TemplateException.unsupported("the escape \\N{...} in a string")
                        .at(line);
            } else if (escape != '\n') {
                result.append('\\').append(escape);
            }
        }
        return result.toString();
    }

    private static String ascii(String body) {
        StringBuilder ascii = new StringBuilder(body.length());
        body.codePoints().forEach(c -> {
            if (c < 0x80) {
                ascii.append((char) c);
            } else {
                ascii.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
            }
        });
        return ascii.toString();
    }

    private static int hex(String text, int from, int digits, int line) {
        if (from + digits <= text.length()) {
            int value = 0;
            for (int i = from; i < from + digits; i++) {
                int digit = Character.digit(text.charAt(i), 16);
                value = digit < 0 || value < 0 ? -1 : value * 16 + digit;
            }
            if (value >= 0 && value <= Character.MAX_CODE_POINT) {
                return value;
            }
        }
        throw TemplateException.syntax("a truncated or illegal escape in a string", line);
    }
}
