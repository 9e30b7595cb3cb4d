package dev.scopestream.scorer.answer;

import java.math.BigDecimal;

/**
 * A number in digits: grouped or not, with decimals and an exponent. The rules where a separator has two meanings:
 *
 * <ul>
 *   <li>A point is a decimal point, unless two or more groups of three follow each other ({@code 1.450.000}) or a decimal
 *       comma follows ({@code 1.450,5}).
 *   <li>A comma before exactly three digits separates thousands; any other single comma is a decimal comma.
 *   <li>Blanks (SI brochure, section 5.4.7), apostrophes and underscores separate groups of exactly three digits.
 *   <li>Groups of two and then three are India's ({@code 12,34,567}).
 * </ul>
 *
 * Anything else that goes on with digits ({@code 1.2.3}, {@code 1,450,00}) is refused: no part of it is the number.
 */
final class Numeral {
    static final int MAX_DIGITS = 60;

    private Numeral() {}

    /** The number here; null and nothing taken where none stands; null and the scan refused where it can't be read. */
    static Quantity read(Scan scan) {
        if (!scan.isDigit(0) && !(scan.peek() == '.' && scan.isDigit(1))) {
            return null;
        }
        StringBuilder digits = new StringBuilder(scan.digits());
        boolean grouped =
                digits.length() > 0 && digits.length() <= 3 && digits.charAt(0) != '0' && groups(scan, digits);
        decimals(scan, digits, grouped);
        boolean more = ".,".indexOf(scan.peek()) >= 0 && scan.isDigit(1);
        if (more || digits.length() > MAX_DIGITS) {
            scan.refuse();
        }
        int exponent = exponent(scan);
        return scan.isRefused() ? null : Quantity.of(new BigDecimal(digits.toString()).scaleByPowerOfTen(exponent));
    }

    private static boolean groups(Scan scan, StringBuilder digits) {
        char first = scan.peek();
        int width = separator(scan);
        if (width == 0) {
            return false;
        }
        if (first == '.') {
            return points(scan, digits);
        }
        boolean any = false;
        while (scan.peek() == first && separator(scan) == width) {
            if (isGroup(scan, width, 3) && !(Spaces.isBlank(first) && scan.peek(width + 3) == '/')) {
                scan.skip(width);
            } else if (first == ',' && isGroup(scan, 1, 2) && scan.peek(3) == ',' && scan.isDigit(4)) {
                scan.skip(1);
            } else {
                break;
            }
            digits.append(scan.digits());
            any = true;
        }
        return any;
    }

    /** Groups behind points: at least two, or one with a decimal comma behind it. */
    private static boolean points(Scan scan, StringBuilder digits) {
        int groups = 0;
        while (scan.peek(4 * groups) == '.' && isGroup(scan, 4 * groups + 1, 3)) {
            groups++;
        }
        boolean comma = scan.peek(4 * groups) == ',' && scan.isDigit(4 * groups + 1);
        if (groups < (comma ? 1 : 2)) {
            return false;
        }
        for (int i = 0; i < groups; i++) {
            scan.skip(1);
            digits.append(scan.digits());
        }
        return true;
    }

    private static void decimals(Scan scan, StringBuilder digits, boolean grouped) {
        char mark = scan.peek();
        if ((mark != '.' && mark != ',') || !scan.isDigit(1)) {
            return;
        }
        boolean alike = grouped && scan.text().charAt(scan.at() - 4) == mark;
        boolean thousands =
                mark == ',' && !grouped && isGroup(scan, 1, 3) && digits.length() <= 3 && digits.charAt(0) != '0';
        if (alike || thousands) {
            return;
        }
        scan.skip(1);
        digits.append(digits.length() == 0 ? "0." : ".").append(scan.digits());
    }

    /** How many characters the group separator here has; 0: none stands here. */
    private static int separator(Scan scan) {
        char c = scan.peek();
        if (c == '\\') {
            return scan.startsWith("\\,") || scan.startsWith("\\;") || scan.startsWith("\\ ") ? 2 : 0;
        }
        if (c == '{') {
            return scan.startsWith("{,}") ? 3 : 0;
        }
        return ",.'_".indexOf(c) >= 0 || Spaces.isBlank(c) ? 1 : 0;
    }

    private static boolean isGroup(Scan scan, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (!scan.isDigit(offset + i)) {
                return false;
            }
        }
        return !scan.isDigit(offset + length);
    }

    /** {@code e3}, {@code E-2}, of at most two digits; more are refused. */
    private static int exponent(Scan scan) {
        int sign = scan.peek(1) == '-' || scan.peek(1) == '+' ? 1 : 0;
        if ((scan.peek() != 'e' && scan.peek() != 'E') || !scan.isDigit(1 + sign)) {
            return 0;
        }
        boolean negative = scan.peek(1) == '-';
        scan.skip(1 + sign);
        String digits = scan.digits();
        if (digits.length() > 2) {
            scan.refuse();
            return 0;
        }
        int value = Integer.parseInt(digits);
        return negative ? -value : value;
    }
}
