package dev.scopestream.scorer.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The three patterns of SCOPE's published scorer as scanners that read a text once. Python's backtracking engine needs
 * quadratic time on a text of many headers and no answer; these give the same matches in linear time.
 */
public final class ReferencePatterns {
    private static final String HEADER = "Answer_";
    private static final String NUMBER_PHRASE = "answer is ";
    private static final String CHOICE_PHRASE = "answer is (";
    private static final String GOLD = "####";

    private ReferencePatterns() {}

    /** {@code re.search(r'####\s*(\d+)', answer).group(1)}; empty where the published code has None. */
    public static Optional<String> gold(String answer) {
        for (int at = answer.indexOf(GOLD); at >= 0; at = answer.indexOf(GOLD, at + 1)) {
            int start = PythonText.skipSpace(answer, at + GOLD.length());
            int end = PythonText.skipDigits(answer, start);
            if (end > start) {
                return Optional.of(answer.substring(start, end));
            }
        }
        return Optional.empty();
    }

    /** {@code re.findall(r'Answer_\d+:\s*.*?answer is (\d+)', prediction, re.DOTALL)}. */
    public static List<String> numbers(String prediction) {
        List<String> found = new ArrayList<>();
        int at = 0;
        while (true) {
            int body = headerEnd(prediction, at);
            if (body < 0) {
                return found;
            }
            int start = digitsAfterPhrase(prediction, body);
            if (start < 0) {
                return found;
            }
            at = PythonText.skipDigits(prediction, start);
            found.add(prediction.substring(start, at));
        }
    }

    /** {@code re.findall(r'Answer_\d+:\s*.*?answer is \((.*?)\)', prediction)}: a dot takes everything but \n. */
    public static List<String> choices(String prediction) {
        List<String> found = new ArrayList<>();
        Cursor phrase = new Cursor(prediction, CHOICE_PHRASE);
        Cursor line = new Cursor(prediction, "\n");
        Cursor close = new Cursor(prediction, ")");
        int at = 0;
        while (true) {
            int body = headerEnd(prediction, at);
            if (body < 0) {
                return found;
            }
            int from = PythonText.skipSpace(prediction, body);
            int end = line.from(from);
            int start = phrase.from(from);
            if (start == Cursor.NONE) {
                return found;
            }
            start += CHOICE_PHRASE.length();
            int stop = start <= end ? close.from(start) : Cursor.NONE;
            if (stop < end) {
                found.add(prediction.substring(start, stop));
                at = stop + 1;
            } else {
                at = body;
            }
        }
    }

    /** The index behind the next {@code Answer_\d+:}, or -1. */
    private static int headerEnd(String text, int from) {
        for (int at = text.indexOf(HEADER, from); at >= 0; at = text.indexOf(HEADER, at + HEADER.length())) {
            int digits = at + HEADER.length();
            int end = PythonText.skipDigits(text, digits);
            if (end > digits && end < text.length() && text.charAt(end) == ':') {
                return end + 1;
            }
        }
        return -1;
    }

    private static int digitsAfterPhrase(String text, int from) {
        for (int at = text.indexOf(NUMBER_PHRASE, from); at >= 0; at = text.indexOf(NUMBER_PHRASE, at + 1)) {
            int start = at + NUMBER_PHRASE.length();
            if (start < text.length() && PythonText.isDigit(text.codePointAt(start))) {
                return start;
            }
        }
        return -1;
    }

    /** The next index of a string for arguments that only grow: the text is searched once in all. */
    private static final class Cursor {
        private static final int NONE = Integer.MAX_VALUE;
        private final String text;
        private final String sought;
        private int next = -1;

        Cursor(String text, String sought) {
            this.text = text;
            this.sought = sought;
        }

        int from(int index) {
            if (next < index) {
                int found = text.indexOf(sought, index);
                next = found < 0 ? NONE : found;
            }
            return next;
        }
    }
}
