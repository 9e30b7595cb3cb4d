package dev.scopestream.scorer.answer;

import java.util.Locale;

/**
 * A quantity in English words: a cardinal number, a fraction ({@code half}, {@code two thirds}, {@code a quarter of}), or
 * both ({@code one and a half}), and {@code dozen}.
 */
final class WordQuantity {
    private static final Quantity ONE = Quantity.of(1);

    private WordQuantity() {}

    /** The quantity here; null and nothing taken where none stands. */
    static Quantity read(Scan scan) {
        int back = scan.at();
        Quantity whole = NumberWords.read(scan);
        if (whole == null) {
            return withoutNumber(scan);
        }
        if (whole.equals(ONE) && isPronoun(scan)) {
            scan.moveTo(back);
            return null;
        }
        int bottom = FractionWords.denominator(scan);
        return bottom > 0 ? whole.over(Quantity.of(bottom)) : whole.plus(fractionBehind(scan));
    }

    /** What "and a half", "and three quarters", "and 1/2" behind a whole number add; zero and nothing taken: none. */
    static Quantity fractionBehind(Scan scan) {
        int back = scan.at();
        scan.blanks();
        if (scan.takeWords("and")) {
            scan.blanks();
            Quantity fraction = fraction(scan);
            if (fraction != null) {
                return fraction;
            }
        }
        scan.moveTo(back);
        return Quantity.of(0);
    }

    private static Quantity fraction(Scan scan) {
        Quantity vulgar = FractionWords.vulgar(scan);
        if (vulgar != null) {
            return vulgar;
        }
        if (scan.isDigit(0)) {
            return digits(scan);
        }
        Quantity top = scan.takeWords("a") ? ONE : NumberWords.read(scan);
        int bottom = FractionWords.denominator(scan);
        return bottom == 0 ? null : (top == null ? ONE : top).over(Quantity.of(bottom));
    }

    /** {@code 3/4}, smaller than 1. */
    static Quantity digits(Scan scan) {
        String top = scan.digits();
        if (scan.peek() != '/' || !scan.isDigit(1)) {
            return null;
        }
        scan.skip(1);
        String bottom = scan.digits();
        if (top.isEmpty() || Math.max(top.length(), bottom.length()) > 9) {
            return null;
        }
        long above = Long.parseLong(top);
        long below = Long.parseLong(bottom);
        return above < below ? Quantity.of(above).over(Quantity.of(below)) : null;
    }

    private static Quantity withoutNumber(Scan scan) {
        int back = scan.at();
        boolean article = scan.takeWords("a") || scan.takeWords("an");
        scan.blanks();
        int word = scan.at();
        if (scan.takeWords("dozen")) {
            return Quantity.of(12);
        }
        boolean named = scan.startsWith("half") || scan.startsWith("quarter");
        int bottom = article || named ? FractionWords.denominator(scan) : 0;
        if (bottom > 0 && scan.at() > word) {
            return half(scan, ONE.over(Quantity.of(bottom)));
        }
        if (article) {
            Quantity number = Character.toLowerCase(scan.peek()) == 'o' ? null : NumberWords.read(scan);
            if (number != null && number.compareTo(Quantity.of(100)) >= 0) {
                return number.plus(fractionBehind(scan));
            }
        }
        scan.moveTo(back);
        return null;
    }

    /** {@code half a dozen}, {@code half a million}. */
    private static Quantity half(Scan scan, Quantity share) {
        int back = scan.at();
        scan.blanks();
        if (scan.takeWords("a")) {
            scan.blanks();
            if (scan.takeWords("dozen")) {
                return share.times(12);
            }
            Quantity number = NumberWords.read(scan);
            if (number != null && number.compareTo(Quantity.of(100)) >= 0) {
                return share.times(number);
            }
        }
        scan.moveTo(back);
        return share;
    }

    /** "one of them", "the one that": no number. */
    private static boolean isPronoun(Scan scan) {
        int back = scan.at();
        scan.blanks();
        String next = scan.word().toLowerCase(Locale.ROOT);
        scan.moveTo(back);
        return switch (next) {
            case "of", "that", "which", "who", "with", "where", "can", "cannot", "could", "should", "must", "we", "i" ->
                true;
            default -> false;
        };
    }
}
