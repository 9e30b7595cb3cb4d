package dev.scopestream.scorer.answer;

/**
 * The power behind an operand: {@code ^6}, {@code ^{-6}}, {@code **6} or superscripts. Exponents are whole, of at most
 * three digits; any other, and a result of more than {@value #MOST_BITS} bits, is refused.
 */
final class Power {
    static final int MOST_BITS = 2_000;

    private static final int MOST_EXPONENT = 999;
    private static final String SUPERSCRIPTS = "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079";
    private static final char SUPERSCRIPT_MINUS = '\u207b';

    private Power() {}

    /** The base here to the exponent that follows it; the base itself where none follows. */
    static Quantity apply(Scan scan, Quantity base) {
        int back = scan.at();
        Integer exponent = superscript(scan);
        if (exponent == null && (scan.take("^") || (scan.isDigit(2) && scan.take("**")))) {
            exponent = exponent(scan);
            if (exponent == null) {
                // such as 90^\circ
                scan.moveTo(back);
                return base;
            }
        }
        if (exponent == null) {
            return base;
        }
        boolean bounded = Math.abs(exponent) <= MOST_EXPONENT && (long) base.size() * Math.abs(exponent) <= MOST_BITS;
        if (!bounded || (base.isZero() && exponent <= 0)) {
            scan.refuse();
            return null;
        }
        return base.power(exponent);
    }

    /** A whole exponent behind its sign, in braces, parentheses or neither; one above every bound: can't be read. */
    private static Integer exponent(Scan scan) {
        char open = scan.peek();
        char close = open == '{' ? '}' : open == '(' ? ')' : Scan.END;
        scan.skip(close == Scan.END ? 0 : 1);
        boolean negative = scan.take("-");
        String digits = scan.digits();
        if (digits.isEmpty()) {
            return null;
        }
        boolean decimal = scan.peek() == '.' && scan.isDigit(1);
        boolean goesOn = decimal || scan.peek() == '^' || scan.peek() == '/';
        boolean closed = close == Scan.END || scan.peek() == close;
        scan.skip(close != Scan.END && closed ? 1 : 0);
        if (digits.length() > 3 || goesOn || !closed) {
            return MOST_EXPONENT + 1;
        }
        return negative ? -Integer.parseInt(digits) : Integer.parseInt(digits);
    }

    /** An exponent in superscripts, or null and nothing taken. */
    private static Integer superscript(Scan scan) {
        int back = scan.at();
        boolean negative = scan.peek() == SUPERSCRIPT_MINUS;
        if (negative) {
            scan.skip(1);
        }
        int value = 0;
        int count = 0;
        for (int digit = SUPERSCRIPTS.indexOf(scan.peek()); digit >= 0; digit = SUPERSCRIPTS.indexOf(scan.peek())) {
            value = Math.min(MOST_EXPONENT + 1, 10 * value + digit);
            count++;
            scan.skip(1);
        }
        if (count == 0) {
            scan.moveTo(back);
            return null;
        }
        return negative ? -value : value;
    }
}
