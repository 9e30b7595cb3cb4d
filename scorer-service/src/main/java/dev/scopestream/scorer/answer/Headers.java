package dev.scopestream.scorer.answer;

import java.util.List;

/**
 * Cuts a text at its headers. An answer's is {@code Answer_9:} anywhere, or at the start of a line what models make of it
 * ({@code **Answer 9:**}, {@code Answer #9.}, {@code Answer 9 -}); a question repeated at the start of a line ends an
 * answer as well.
 */
public final class Headers {
    private static final int MAX_LABEL_DIGITS = 9;
    /** Markup and blanks between a label and what ends the header. */
    private static final int MOST_MARKS = 8;

    private static final List<String> LABEL_MARKS = List.of("no. ", "no.", "#", "{", "(", "[");

    private final String text;
    private int labelEnd;

    private Headers(String text) {
        this.text = text;
    }

    /** Takes one answer: its label, and where its text starts and ends. */
    @FunctionalInterface
    public interface Visitor {
        void answer(int label, int start, int end);
    }

    /** @param text as {@link AnswerText} gives it */
    public static void visit(String text, Visitor visitor) {
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
            lineStart = c == '\n' || (lineStart && " \t\r*#>_-`|~\"{[".indexOf(c) >= 0);
        }
        if (label >= 0) {
            visitor.answer(label, start, text.length());
        }
    }

    /** The number of the header at an index, or -1 when there is no header; sets where its text starts. */
    private int label(String word, int at, boolean lineStart) {
        int behindWord = at + word.length();
        if (behindWord + 1 >= text.length() || !text.regionMatches(true, at, word, 0, word.length())) {
            return -1;
        }
        boolean exact = text.charAt(behindWord) == '_' && text.startsWith(word, at);
        int digits = exact || lineStart ? beforeDigits(behindWord) : behindWord;
        if (digits == behindWord) {
            return -1;
        }
        int end = digits;
        int value = 0;
        while (end < text.length() && isDigit(text.charAt(end))) {
            value = end - digits < MAX_LABEL_DIGITS ? value * 10 + (text.charAt(end) - '0') : Integer.MAX_VALUE;
            end++;
        }
        return end > digits && terminated(end, lineStart, "([{".indexOf(text.charAt(digits - 1)) >= 0) ? value : -1;
    }

    /** Behind the separator between word and number: one character, then {@code #}, {@code No.} or an opening bracket. */
    private int beforeDigits(int from) {
        Scan scan = new Scan(text, from, text.length());
        if (scan.peek() == '(' || scan.peek() == '[') {
            return from + 1;
        }
        if ("_ -#".indexOf(scan.peek()) < 0) {
            return from;
        }
        scan.skip(1);
        for (String mark : LABEL_MARKS) {
            if (scan.take(mark)) {
                break;
            }
        }
        return scan.at();
    }

    private boolean terminated(int digitsEnd, boolean lineStart, boolean bracketed) {
        boolean closed = bracketed && digitsEnd < text.length() && ")]}".indexOf(text.charAt(digitsEnd)) >= 0;
        int at = closed ? digitsEnd + 1 : digitsEnd;
        while (at < text.length() && isMark(text.charAt(at), lineStart) && at - digitsEnd < MOST_MARKS) {
            at++;
        }
        char c = at < text.length() ? text.charAt(at) : '\n';
        boolean dash = (c == '-' || c == '\u2014') && at + 1 < text.length() && text.charAt(at + 1) == ' ';
        boolean other = lineStart && (".)|=\n\r".indexOf(c) >= 0 || dash);
        labelEnd = Math.min(text.length(), at + 1);
        return c == ':' || other;
    }

    private static boolean isMark(char c, boolean lineStart) {
        return "*_`\"".indexOf(c) >= 0 || (lineStart && c == ' ');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
