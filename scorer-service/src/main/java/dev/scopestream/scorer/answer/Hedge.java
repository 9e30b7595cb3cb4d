package dev.scopestream.scorer.answer;

/** What takes back that a number is the answer: another one beside it, a range, a ratio, a tolerance. */
final class Hedge {
    private Hedge() {}

    /** Whether a hedge stands behind a number; takes nothing. */
    static boolean follows(Scan scan, Quantity value) {
        int back = scan.at();
        boolean hedged = isHedge(scan, value);
        scan.rewind(back);
        return hedged;
    }

    private static boolean isHedge(Scan scan, Quantity value) {
        if (scan.peek() == ':' && scan.isDigit(1)) {
            return !isFullHour(scan);
        }
        Markup.close(scan);
        scan.blanks();
        char c = scan.peek();
        if (c == '\u00b1' || scan.startsWith("+/-") || scan.startsWith("\\pm")) {
            return true;
        }
        boolean other =
                c == '|' ? scan.take("|") : scan.takeWords("or") || scan.takeWords("to") || scan.takeWords("and/or");
        if (!other) {
            return false;
        }
        scan.blanks();
        boolean filled = scan.takeWords("maybe")
                || scan.takeWords("possibly")
                || scan.takeWords("perhaps")
                || scan.takeWords("even");
        Equation second = Equation.read(scan);
        return second == null ? filled : !second.value().equals(value);
    }

    /** {@code 2:00 pm} is 2. */
    private static boolean isFullHour(Scan scan) {
        return scan.startsWith(":00") && !scan.isDigit(3) && scan.peek(3) != ':';
    }
}
