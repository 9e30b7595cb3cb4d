package dev.scopestream.scorer.answer;

import java.util.List;
import java.util.Optional;

/**
 * Numbers as people write them: with signs, currency, units, markup, LaTeX, in digits or words, as an expression or as
 * the result of an equation. Where a text gives a range, a ratio or a choice of numbers there is none. Looks at no more
 * than {@value #WINDOW} characters.
 */
final class NumberReader {
    static final int WINDOW = 640;

    private static final List<String> CONNECTIVES = List.of(
            "so", "then", "and", "thus", "therefore", "hence", "=>", "\\implies", "\\Rightarrow", "\u21d2", "\u2192");
    private static final int MOST_EQUATIONS = 6;

    private final Scan scan;

    private NumberReader(Scan scan) {
        this.scan = scan;
    }

    /** The number that starts at {@code from}, decoration skipped; empty when something else stands there. */
    static Optional<ReadAnswer> read(String text, int from, int limit) {
        int end = Math.min(limit, from + WINDOW);
        Scan scan = new Scan(text, from, end);
        Quantity value = new NumberReader(scan).read();
        boolean cutOff = scan.at() >= end && end < limit;
        return value == null || scan.isRefused() || cutOff
                ? Optional.empty()
                : Optional.of(new ReadAnswer(value.toString(), scan.at()));
    }

    private Quantity read() {
        int start = scan.at();
        scan.moveTo(Decoration.beforeNumber(scan.text(), start, scan.limit()));
        if (scan.takeWords("not")) {
            return corrected();
        }
        scan.moveTo(start);
        Quantity value = stated();
        return value == null && scan.isRefused() ? solved(start) : value;
    }

    /** {@code not 5 but 6}. */
    private Quantity corrected() {
        Quantity denied = stated();
        scan.rewind(scan.at());
        Markup.close(scan);
        scan.take(",");
        scan.blanks();
        boolean but = scan.takeWords("but rather") || scan.takeWords("but instead") || scan.takeWords("but");
        return denied != null && but ? read() : null;
    }

    private Quantity stated() {
        Equation equation = Equation.read(scan);
        for (int i = 0; i < MOST_EQUATIONS && equation != null && equation.isSolved(); i++) {
            Equation next = following();
            if (next == null) {
                break;
            }
            equation = next;
        }
        if (equation == null || Hedge.follows(scan, equation.value())) {
            return null;
        }
        return equation.value();
    }

    /** The next equation of a derivation: {@code 5 + 3 = 8, so 8 * 2 = 16}; null and nothing taken where none follows. */
    private Equation following() {
        int back = scan.at();
        Markup.close(scan);
        boolean joined = scan.take(",") || scan.take(";");
        scan.blanks();
        joined |= CONNECTIVES.stream().anyMatch(scan::takeWords);
        scan.blanks();
        Equation next = joined ? Equation.read(scan) : null;
        if (next != null && next.isSolved()) {
            return next;
        }
        scan.rewind(back);
        return null;
    }

    /** What the last {@code x = ...} of a line of algebra says: {@code 2x = 36, x = 18}. */
    private Quantity solved(int start) {
        String text = scan.text();
        for (int i = scan.limit() - 1; i > start; i--) {
            if (text.charAt(i) == '='
                    && isVariable(text, i - 1, start)
                    && text.substring(start, i).indexOf('\n') < 0) {
                scan.rewind(i + 1);
                return stated();
            }
        }
        return null;
    }

    private static boolean isVariable(String text, int before, int start) {
        int at = before;
        while (at > start && text.charAt(at) == ' ') {
            at--;
        }
        return at > start && Character.isLetter(text.charAt(at)) && !Character.isLetterOrDigit(text.charAt(at - 1));
    }
}
