package dev.scopestream.scorer.answer;

import java.util.Locale;
import java.util.Map;

/** Fractions in English words and in single characters: {@code half}, {@code two thirds}, {@code ¾}. */
final class FractionWords {
    private static final Map<String, Integer> DENOMINATORS = Map.ofEntries(
            Map.entry("half", 2),
            Map.entry("halves", 2),
            Map.entry("third", 3),
            Map.entry("quarter", 4),
            Map.entry("fourth", 4),
            Map.entry("fifth", 5),
            Map.entry("sixth", 6),
            Map.entry("seventh", 7),
            Map.entry("eighth", 8),
            Map.entry("ninth", 9),
            Map.entry("tenth", 10),
            Map.entry("hundredth", 100),
            Map.entry("thousandth", 1000));
    /** Vulgar fractions of Unicode with their numerators and denominators. */
    private static final String VULGAR = "\u00bd\u2153\u2154\u00bc\u00be\u2155\u2156\u2157\u2158\u2159\u215a\u215b"
            + "\u215c\u215d\u215e\u2150\u2151\u2152\u2189";

    private static final int[] TOPS = {1, 1, 2, 1, 3, 1, 2, 3, 4, 1, 5, 1, 3, 5, 7, 1, 1, 1, 0};
    private static final int[] BOTTOMS = {2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 8, 8, 8, 8, 7, 9, 10, 3};

    private FractionWords() {}

    /** What the denominator here divides by, blanks or a hyphen before it taken; 0 and nothing taken: none. */
    static int denominator(Scan scan) {
        int back = scan.at();
        if (scan.peek() == '-') {
            scan.skip(1);
        } else {
            scan.blanks();
        }
        String word = scan.word().toLowerCase(Locale.ROOT);
        Integer value = DENOMINATORS.get(word);
        if (value == null && word.endsWith("s")) {
            value = DENOMINATORS.get(word.substring(0, word.length() - 1));
        }
        if (value == null) {
            scan.moveTo(back);
            return 0;
        }
        return value;
    }

    /** A vulgar fraction's character, or null and nothing taken. */
    static Quantity vulgar(Scan scan) {
        int index = VULGAR.indexOf(scan.peek());
        if (index < 0) {
            return null;
        }
        scan.skip(1);
        return Quantity.of(TOPS[index]).over(Quantity.of(BOTTOMS[index]));
    }
}
