package dev.scopestream.scorer.score;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Numbers as people write them: signs, currency, digit groups, decimals, percent, fractions, words of magnitude, bold,
 * LaTeX. Looks at no more than {@value #MAX_DIGITS} digits and a fixed number of characters before them.
 */
final class NumberReader {
    static final int MAX_DIGITS = 60;
    private static final List<Magnitude> MAGNITUDES = List.of(
            new Magnitude("thousand", 1_000L),
            new Magnitude("million", 1_000_000L),
            new Magnitude("billion", 1_000_000_000L));

    private final String text;
    private final int limit;
    private int at;

    private NumberReader(String text, int from, int limit) {
        this.text = text;
        this.at = from;
        this.limit = limit;
    }

    /** The number that starts at {@code from}, decoration skipped; empty when something else stands there. */
    static Optional<Found> read(String text, int from, int limit) {
        return new NumberReader(text, from, limit).read();
    }

    private Optional<Found> read() {
        Decoration.Skipped lead = Decoration.beforeNumber(text, at, limit);
        at = lead.end();
        Quantity value = lead.fraction() ? latexFraction() : plain();
        if (value == null) {
            return Optional.empty();
        }
        value = magnitude(value);
        return Optional.of(new Found((lead.negative() ? value.negated() : value).toString(), at));
    }

    /** {@code 12}, {@code 1,450,000.50}, {@code 1.5e3}, {@code 2/3}, {@code 1 1/2}. */
    private Quantity plain() {
        Quantity first = decimal();
        if (first == null) {
            return null;
        }
        int back = at;
        if (char_(at) == ' ' && first.isWhole() && digit(at + 1)) {
            at++;
            Quantity top = decimal();
            if (top != null && top.isWhole() && char_(at) == '/') {
                Quantity rest = quotient(top);
                if (rest != null && at > back) {
                    return first.plus(rest);
                }
            }
            at = back;
            return first;
        }
        Quantity whole = quotient(first);
        return whole == null ? first : whole;
    }

    private Quantity quotient(Quantity top) {
        int back = at;
        if (char_(at) == '/' && digit(at + 1)) {
            at++;
            Quantity bottom = decimal();
            if (bottom != null && !bottom.isZero()) {
                return top.over(bottom);
            }
        }
        at = back;
        return null;
    }

    /** {@code {a}{b}}, as it follows LaTeX's {@code \frac}. */
    private Quantity latexFraction() {
        Quantity[] parts = new Quantity[2];
        for (int i = 0; i < 2; i++) {
            if (char_(at) != '{') {
                return null;
            }
            at++;
            parts[i] = decimal();
            if (parts[i] == null || char_(at) != '}') {
                return null;
            }
            at++;
        }
        return parts[1].isZero() ? null : parts[0].over(parts[1]);
    }

    private Quantity decimal() {
        StringBuilder digits = new StringBuilder();
        if (!integer(digits) && !(char_(at) == '.' && digit(at + 1))) {
            return null;
        }
        if (char_(at) == '.' && digit(at + 1)) {
            digits.append('.');
            at++;
            run(digits);
        }
        if (digits.length() > MAX_DIGITS) {
            return null;
        }
        return Quantity.of(new BigDecimal(digits.charAt(0) == '.' ? "0" + digits : digits.toString())
                .scaleByPowerOfTen(exponent()));
    }

    /** Digits, with groups of three (or two and three, as in India) behind a comma, an apostrophe or a thin space. */
    private boolean integer(StringBuilder digits) {
        int lead = run(digits);
        if (lead == 0 || lead > 3) {
            return lead > 0;
        }
        while (true) {
            int separator = separator(at);
            int three = at + separator;
            if (separator > 0 && group(three, 3)) {
                at = three;
            } else if (char_(at) == ',' && group(at + 1, 2) && char_(at + 3) == ',' && digit(at + 4)) {
                at++;
            } else {
                return true;
            }
            run(digits);
        }
    }

    private int separator(int index) {
        char c = char_(index);
        if (c == ',' || c == '\'' || c == 0xa0 || c == 0x2009 || c == 0x202f) {
            return 1;
        }
        if (text.startsWith("\\,", index)) {
            return 2;
        }
        return text.startsWith("{,}", index) ? 3 : 0;
    }

    private boolean group(int index, int length) {
        for (int i = 0; i < length; i++) {
            if (!digit(index + i)) {
                return false;
            }
        }
        return !digit(index + length);
    }

    private int exponent() {
        char c = char_(at);
        if (c != 'e' && c != 'E') {
            return 0;
        }
        int sign = char_(at + 1) == '-' || char_(at + 1) == '+' ? 1 : 0;
        StringBuilder digits = new StringBuilder();
        int back = at;
        at += 1 + sign;
        if (run(digits) == 0 || digits.length() > 2) {
            at = back;
            return 0;
        }
        int value = Integer.parseInt(digits.toString());
        return text.charAt(back + 1) == '-' ? -value : value;
    }

    private Quantity magnitude(Quantity value) {
        int word = char_(at) == ' ' ? at + 1 : at;
        for (Magnitude m : MAGNITUDES) {
            if (word + m.word.length() <= limit && text.regionMatches(true, word, m.word, 0, m.word.length())) {
                at = word + m.word.length();
                return value.times(m.factor);
            }
        }
        return value;
    }

    private int run(StringBuilder into) {
        int count = 0;
        for (; digit(at); at++, count++) {
            if (into.length() <= MAX_DIGITS) {
                into.append((char) ('0' + Character.digit(text.charAt(at), 10)));
            }
        }
        return count;
    }

    private boolean digit(int index) {
        return index < limit && Character.isDigit(text.charAt(index));
    }

    private char char_(int index) {
        return index < limit ? text.charAt(index) : 0;
    }

    private record Magnitude(String word, long factor) {}
}
