package dev.scopestream.scorer.answer;

/**
 * One operand of an expression: a number in digits or words, a fraction, an expression in parentheses, LaTeX's
 * {@code \frac}; with its sign, its markup and its power.
 */
final class Operand {
    private static final int MOST_DEPTH = 8;

    private final Scan scan;
    private final int depth;

    Operand(Scan scan, int depth) {
        this.scan = scan;
        this.depth = depth;
    }

    /** The operand here; null and nothing taken where none stands; null and the scan refused where it can't be read. */
    Quantity read() {
        int back = scan.at();
        Markup.open(scan);
        boolean negative = scan.take("-") || scan.takeWords("minus") || scan.takeWords("negative");
        if (!negative) {
            scan.take("+");
        }
        Markup.open(scan);
        Quantity value = unsigned();
        if (value != null) {
            value = Power.apply(scan, value);
        }
        if (value != null && value.size() > Power.MOST_BITS) {
            scan.refuse();
        }
        if (value == null || scan.isRefused()) {
            scan.moveTo(back);
            return null;
        }
        return negative ? value.negated() : value;
    }

    private Quantity unsigned() {
        char c = scan.peek();
        if (c == '(' || c == '{') {
            return enclosed(c == '(' ? ')' : '}');
        }
        if (c == '\\') {
            return latex();
        }
        Quantity number = scan.isDigit(0) || c == '.' ? digits() : words();
        if (number == null) {
            return null;
        }
        Quantity value = Magnitude.apply(scan, number);
        if (Algebra.follows(scan)) {
            scan.refuse();
        }
        return value;
    }

    private Quantity words() {
        Quantity vulgar = FractionWords.vulgar(scan);
        return vulgar == null ? WordQuantity.read(scan) : vulgar;
    }

    /** A number in digits; a whole one may have a fraction behind it: {@code 1½}, {@code 1 1/2}, {@code 5 and a half}. */
    private Quantity digits() {
        Quantity number = Numeral.read(scan);
        if (number == null || !number.isWhole()) {
            return number;
        }
        int back = scan.at();
        scan.blanks();
        Quantity fraction = FractionWords.vulgar(scan);
        if (fraction == null && scan.at() > back && scan.isDigit(0)) {
            fraction = WordQuantity.digits(scan);
        }
        if (fraction == null && isFrac()) {
            fraction = latex();
        }
        if (fraction != null) {
            return number.plus(fraction);
        }
        scan.moveTo(back);
        return number.plus(WordQuantity.fractionBehind(scan));
    }

    private boolean isFrac() {
        return scan.startsWith("\\frac") || scan.startsWith("\\dfrac") || scan.startsWith("\\tfrac");
    }

    /** {@code (20 - 2)}; nothing taken where the parentheses hold anything else. */
    private Quantity enclosed(char close) {
        int back = scan.at();
        if (depth < MOST_DEPTH) {
            scan.skip(1);
            Quantity value = new Expression(scan, depth + 1).read();
            Markup.close(scan);
            scan.blanks();
            if (value != null && scan.peek() == close) {
                scan.skip(1);
                return value;
            }
        }
        scan.moveTo(back);
        return null;
    }

    private Quantity latex() {
        int back = scan.at();
        scan.skip(1);
        String command = scan.word();
        if (command.endsWith("frac")) {
            Quantity top = argument();
            Quantity bottom = top == null ? null : argument();
            if (bottom != null && !bottom.isZero()) {
                return top.over(bottom);
            }
        }
        scan.moveTo(back);
        return null;
    }

    /** An argument of a LaTeX command: in braces, or one digit. */
    private Quantity argument() {
        scan.blanks();
        if (scan.peek() == '{') {
            return enclosed('}');
        }
        if (!scan.isDigit(0)) {
            return null;
        }
        Quantity digit = Quantity.of(scan.peek() - '0');
        scan.skip(1);
        return digit;
    }
}
