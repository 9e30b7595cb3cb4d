package dev.scopestream.scorer.answer;

/**
 * One side of an equation: sums of products of operands, computed exactly, with the usual precedence. Signs are
 * {@code + - * x / ^}, LaTeX's and the English words; {@code % of} and a fraction's {@code of} multiply.
 */
final class Expression {
    private final Scan scan;
    private final int depth;
    private boolean closeMinus;
    private boolean subtracts;
    private int closeSlashes;
    private int operators;

    Expression(Scan scan, int depth) {
        this.scan = scan;
        this.depth = depth;
    }

    /** The value of the longest expression here; null and nothing taken where none stands, or the scan refused. */
    Quantity read() {
        Quantity sum = product();
        while (sum != null) {
            int back = scan.at();
            int sign = additive();
            Quantity next = sign == 0 ? null : product();
            if (next == null) {
                if (scan.isRefused()) {
                    return null;
                }
                scan.moveTo(back);
                return sum;
            }
            operators++;
            sum = sum.plus(sign < 0 ? next.negated() : next);
        }
        return sum;
    }

    /** Whether there is more than a single operand. */
    boolean isComputed() {
        return operators > 0;
    }

    /**
     * Whether it may as well be a range, a score or a date: {@code 5-10}, {@code 5 - 10}, {@code 2-1-3},
     * {@code 12/5/2024}.
     */
    boolean isAmbiguous(Quantity value) {
        return closeMinus || closeSlashes > 1 || (subtracts && value.isNegative());
    }

    private Quantity product() {
        Quantity product = new Operand(scan, depth).read();
        while (product != null) {
            int back = scan.at();
            Operator operator = multiplicative(product);
            Quantity next = operator == null ? null : new Operand(scan, depth).read();
            boolean impossible = next == null || (operator == Operator.OVER && next.isZero());
            if (impossible) {
                if (scan.isRefused()) {
                    return null;
                }
                scan.moveTo(back);
                return product;
            }
            operators++;
            product = switch (operator) {
                case TIMES -> product.times(next);
                case OVER -> product.over(next);
                case PERCENT_OF -> product.times(next).over(Quantity.of(100));
            };
        }
        return product;
    }

    private enum Operator {
        TIMES,
        OVER,
        PERCENT_OF
    }

    /** 1 for plus, -1 for minus, 0 for neither; text before the sign is consumed with it. */
    private int additive() {
        int end = scan.at();
        beforeSign();
        boolean blankBefore = Spaces.isBlank(scan.peek(-1));
        if (scan.peek() == '+' && scan.peek(1) != '+') {
            scan.skip(1);
            return 1;
        }
        if (scan.peek() == '-' && scan.peek(1) != '-' && scan.peek(1) != '>') {
            scan.skip(1);
            subtracts = true;
            closeMinus |= scan.at() - 1 == end && !Spaces.isBlank(scan.peek()) && !blankBefore;
            return -1;
        }
        if (scan.takeWords("plus")) {
            return 1;
        }
        return scan.takeWords("minus") ? -1 : 0;
    }

    private Operator multiplicative(Quantity left) {
        if (isPercentOf()) {
            return Operator.PERCENT_OF;
        }
        int end = scan.at();
        if (!left.isWhole()) {
            scan.blanks();
            if (scan.takeWords("of")) {
                scan.blanks();
                scan.takeWords("the");
                return Operator.TIMES;
            }
            scan.moveTo(end);
        }
        beforeSign();
        boolean blankBefore = Spaces.isBlank(scan.peek(-1));
        char c = scan.peek();
        if (c == '/' && scan.peek(1) != '/') {
            scan.skip(1);
            closeSlashes += blankBefore || Spaces.isBlank(scan.peek()) ? 0 : 1;
            return Operator.OVER;
        }
        boolean star = c == '*' && scan.peek(1) != '*' && blankBefore == Spaces.isBlank(scan.peek(1));
        boolean cross =
                (c == 'x' || c == 'X') && (scan.isDigit(1) || (scan.peek(1) == ' ' && isOperandStart(scan.peek(2))));
        if (star || cross) {
            scan.skip(1);
            return Operator.TIMES;
        }
        if (scan.takeWords("\\times")
                || scan.takeWords("\\cdot")
                || scan.takeWords("times")
                || scan.takeWords("multiplied by")) {
            return Operator.TIMES;
        }
        return scan.takeWords("\\div") || scan.takeWords("divided by") ? Operator.OVER : null;
    }

    private static boolean isOperandStart(char c) {
        return (c >= '0' && c <= '9') || c == '$' || c == '(';
    }

    private boolean isPercentOf() {
        int back = scan.at();
        boolean percent = scan.take("%");
        scan.blanks();
        percent = percent || scan.takeWords("percent");
        scan.blanks();
        if (percent && scan.takeWords("of")) {
            scan.blanks();
            scan.takeWords("the");
            return true;
        }
        scan.moveTo(back);
        return false;
    }

    private void beforeSign() {
        Markup.close(scan);
        Markup.unit(scan);
        Markup.close(scan);
        scan.blanks();
    }
}
