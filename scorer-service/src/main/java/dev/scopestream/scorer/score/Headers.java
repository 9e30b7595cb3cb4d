package dev.scopestream.scorer.score;

/**
 * Cuts a text at its headers. An answer's is {@code Answer_9:} anywhere, or at the start of a line what models make of it
 * ({@code **Answer 9:**}, {@code Answer #9.}); a question repeated at the start of a line ends an answer as well.
 */
final class Headers {
    private static final int MAX_LABEL_DIGITS = 9;

    private final String text;
    private int labelEnd;

    private Headers(String text) {
        this.text = text;
    }

    /** Takes one answer: its label, and where its text starts and ends. */
    @FunctionalInterface
    interface Visitor {
        void answer(int label, int start, int end);
    }

    static void visit(String text, Visitor visitor) {
        new Headers(text).run(visitor);
    }

    private void run(Visitor visitor) {
        int label = -1;
        int start = 0;
        boolean lineStart = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 'A' || c == 'a' || ((c == 'Q' || c == 'q') && lineStart)) {
                boolean question = c == 'Q' || c == 'q';
                int next = question ? label("Question", i, true) : label("Answer", i, lineStart);
                if (next >= 0) {
                    if (label >= 0) {
                        visitor.answer(label, start, i);
                    }
                    label = question ? -1 : next;
                    start = labelEnd;
                    i = labelEnd - 1;
                }
            }
            lineStart = c == '\n' || (lineStart && " \t\r*#>_-`".indexOf(c) >= 0);
        }
        if (label >= 0) {
            visitor.answer(label, start, text.length());
        }
    }

    /** The number of the header at an index, or -1 when there is no header; sets where its text starts. */
    private int label(String word, int at, boolean lineStart) {
        int digits = at + word.length() + 1;
        if (digits >= text.length() || !text.regionMatches(true, at, word, 0, word.length())) {
            return -1;
        }
        boolean exact = text.charAt(digits - 1) == '_' && text.startsWith(word, at);
        if (!exact && !lineStart) {
            return -1;
        }
        if ("_ -#".indexOf(text.charAt(digits - 1)) < 0) {
            return -1;
        }
        if (text.charAt(digits) == '#') {
            digits++;
        }
        int end = digits;
        int value = 0;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            value = end - digits < MAX_LABEL_DIGITS
                    ? value * 10 + Character.digit(text.charAt(end), 10)
                    : Integer.MAX_VALUE;
            end++;
        }
        return end > digits && terminated(end, lineStart) ? value : -1;
    }

    private boolean terminated(int digitsEnd, boolean lineStart) {
        int at = digitsEnd;
        while (lineStart && at < text.length() && "*_` ".indexOf(text.charAt(at)) >= 0 && at - digitsEnd < 8) {
            at++;
        }
        boolean colon = at < text.length() && text.charAt(at) == ':';
        boolean other = lineStart && (at >= text.length() || ".)\n\r".indexOf(text.charAt(at)) >= 0);
        labelEnd = Math.min(text.length(), at + 1);
        return colon || other;
    }
}
