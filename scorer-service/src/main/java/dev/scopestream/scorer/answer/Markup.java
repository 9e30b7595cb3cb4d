package dev.scopestream.scorer.answer;

import java.util.List;
import java.util.Set;

/** Markup, currency and units around the operands of an expression. */
final class Markup {
    private static final List<String> OPENING = List.of(
            "**", "\\(", "\\[", "\\left", "\\$", "US$", "A$", "C$", "HK$", "Rs.", "Rs", "USD", "EUR", "GBP", "INR");
    private static final List<String> CLOSING = List.of("**", "\\)", "\\]", "\\right", "\\$", "\\%");
    private static final int MOST_UNIT_WORDS = 3;
    /** Words that go on with a sentence and are no unit. */
    private static final Set<String> NO_UNITS = Set.of(
            "or",
            "and",
            "to",
            "not",
            "but",
            "because",
            "since",
            "so",
            "is",
            "was",
            "are",
            "which",
            "as",
            "than",
            "if",
            "when",
            "plus",
            "minus",
            "times",
            "divided",
            "multiplied",
            "equals",
            "gives",
            "makes",
            "x",
            "X");

    private Markup() {}

    /** Takes what may stand before an operand. */
    static void open(Scan scan) {
        boolean more = true;
        while (more) {
            more = scan.blanks() > 0 || OPENING.stream().anyMatch(scan::take);
            if (!more && isMark(scan.peek())) {
                scan.skip(1);
                more = true;
            }
        }
    }

    /** Takes what may stand behind an operand and before the next sign: markup, {@code %}, degrees. */
    static void close(Scan scan) {
        boolean more = true;
        while (more) {
            more = CLOSING.stream().anyMatch(scan::take);
            if (!more && (isMark(scan.peek()) || scan.peek() == '%' || scan.peek() == '\u00b0')) {
                scan.skip(1);
                more = true;
            }
        }
    }

    /** Takes a unit of at most three words, {@code per} or a slash within. */
    static void unit(Scan scan) {
        for (int i = 0; i < MOST_UNIT_WORDS; i++) {
            int back = scan.at();
            scan.blanks();
            if (scan.peek() == '/' && scan.isLetter(1)) {
                scan.skip(1);
            }
            String word = scan.word();
            if (word.isEmpty() || NO_UNITS.contains(word)) {
                scan.moveTo(back);
                return;
            }
            if (scan.peek() == '.' && Character.isLetter(scan.peek(-1)) && word.length() <= 3) {
                scan.skip(1);
            }
        }
    }

    private static boolean isMark(char c) {
        return c == '$' || c == '`' || c == '"' || (c >= 0x80 && Character.getType(c) == Character.CURRENCY_SYMBOL);
    }
}
