package dev.scopestream.scorer.answer;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Cardinal numbers in English words, below 10^15, with "point" and single digits behind it: {@code twenty-one},
 * {@code one hundred and five}, {@code three point five}. At most {@value #MOST_WORDS} words.
 */
final class NumberWords {
    private static final int MOST_WORDS = 24;
    private static final String[] SMALL = {
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen"
    };
    private static final String[] TENS = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
    private static final Map<String, Long> VALUES = values();

    private final Scan scan;
    private long total;
    private long group;
    /** Values below this may still be added to the group: 10 behind "twenty", 100 behind "hundred". */
    private long below = 100;

    private long scale = Long.MAX_VALUE;

    private NumberWords(Scan scan) {
        this.scan = scan;
    }

    /** The number here; null and nothing taken where no number word stands. */
    static Quantity read(Scan scan) {
        return Character.isLetter(scan.peek()) ? new NumberWords(scan).read() : null;
    }

    private Quantity read() {
        int start = scan.at();
        int end = start;
        for (int i = 0; i < MOST_WORDS; i++) {
            Long value = VALUES.get(scan.word().toLowerCase(Locale.ROOT));
            if (value == null || !add(value)) {
                break;
            }
            end = scan.at();
            separator();
        }
        scan.moveTo(end);
        return end > start ? decimals(Quantity.of(total + group)) : null;
    }

    /** Whether the word goes on with the number. */
    private boolean add(long value) {
        if (value >= 1000) {
            boolean first = total == 0 && group == 0;
            if (value >= scale || (!first && group == 0)) {
                return false;
            }
            total += Math.max(1, group) * value;
            scale = value;
            group = 0;
            below = 100;
            return true;
        }
        if (value == 100) {
            if (group >= 100 || (group == 0 && total > 0)) {
                return false;
            }
            group = Math.max(1, group) * 100;
            below = 100;
            return true;
        }
        if (value >= below || (value == 0 && (group > 0 || total > 0))) {
            return false;
        }
        group += value;
        below = value >= 20 ? 10 : 0;
        return true;
    }

    /** A blank or a hyphen, and "and" between them where a part is complete. */
    private void separator() {
        if (scan.peek() == '-') {
            scan.skip(1);
            return;
        }
        if (scan.peek() == ',' && scan.peek(1) == ' ' && scale < Long.MAX_VALUE) {
            scan.skip(1);
        }
        scan.blanks();
        if ((group >= 100 || scale < Long.MAX_VALUE) && scan.takeWords("and")) {
            scan.blanks();
        }
    }

    private Quantity decimals(Quantity whole) {
        int back = scan.at();
        scan.blanks();
        if (!scan.takeWords("point")) {
            scan.moveTo(back);
            return whole;
        }
        Quantity value = whole;
        Quantity unit = Quantity.of(1);
        for (int i = 0; i < MOST_WORDS; i++) {
            int end = scan.at();
            scan.blanks();
            Long digit = VALUES.get(scan.word().toLowerCase(Locale.ROOT));
            if (digit == null || digit > 9) {
                scan.moveTo(i == 0 ? back : end);
                return value;
            }
            unit = unit.over(Quantity.of(10));
            value = value.plus(unit.times(digit));
        }
        return value;
    }

    private static Map<String, Long> values() {
        Map<String, Long> values = new HashMap<>();
        for (int i = 0; i < SMALL.length; i++) {
            values.put(SMALL[i], (long) i);
        }
        for (int i = 0; i < TENS.length; i++) {
            values.put(TENS[i], 20L + 10L * i);
        }
        values.put("fourty", 40L);
        values.put("hundred", 100L);
        values.put("thousand", 1_000L);
        values.put("million", 1_000_000L);
        values.put("billion", 1_000_000_000L);
        values.put("trillion", 1_000_000_000_000L);
        return Map.copyOf(values);
    }
}
