package dev.scopestream.scorer.answer;

import java.util.List;

/** Words and letters behind a number that multiply it. */
final class Magnitude {
    /** Words stand behind a blank or none. */
    private static final List<Factor> WORDS = List.of(
            new Factor("hundred", 100L),
            new Factor("thousand", 1_000L),
            new Factor("million", 1_000_000L),
            new Factor("billion", 1_000_000_000L),
            new Factor("trillion", 1_000_000_000_000L),
            new Factor("lakh", 100_000L),
            new Factor("crore", 10_000_000L),
            new Factor("dozen", 12L),
            new Factor("mil", 1_000_000L),
            new Factor("mn", 1_000_000L),
            new Factor("bn", 1_000_000_000L),
            new Factor("tn", 1_000_000_000_000L));
    /** Letters stand directly behind the last digit: {@code 5k}, but {@code 5 K} are kelvins and {@code 5m} metres. */
    private static final List<Factor> LETTERS = List.of(
            new Factor("k", 1_000L),
            new Factor("K", 1_000L),
            new Factor("M", 1_000_000L),
            new Factor("B", 1_000_000_000L),
            new Factor("T", 1_000_000_000_000L));

    private Magnitude() {}

    private record Factor(String name, long value) {}

    /** Takes the magnitudes here ({@code hundred thousand} are two); returns the number times them. */
    static Quantity apply(Scan scan, Quantity number) {
        Quantity value = letter(scan, number);
        for (int i = 0; i < 2; i++) {
            value = word(scan, value);
        }
        return value;
    }

    private static Quantity letter(Scan scan, Quantity number) {
        for (Factor f : LETTERS) {
            if (scan.peek() == f.name.charAt(0) && !Character.isLetterOrDigit(scan.peek(1))) {
                scan.skip(1);
                return number.times(f.value);
            }
        }
        return number;
    }

    private static Quantity word(Scan scan, Quantity number) {
        int back = scan.at();
        if (scan.peek() == '-' && Character.isLetter(scan.peek(1))) {
            scan.skip(1);
        }
        scan.blanks();
        for (Factor f : WORDS) {
            if (scan.takeWords(f.name) || scan.takeWords(f.name + "s")) {
                return number.times(f.value);
            }
        }
        scan.moveTo(back);
        return number;
    }
}
