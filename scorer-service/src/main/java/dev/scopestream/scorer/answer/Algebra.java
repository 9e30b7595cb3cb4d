package dev.scopestream.scorer.answer;

/** Whether a number is only a factor of a larger term that isn't computed here: {@code 2x}, {@code 3π}, {@code 2√3}. */
final class Algebra {
    private static final String VARIABLES = "abcnxyz";
    private static final String SIGNS = "+-=*/^)";

    private Algebra() {}

    static boolean follows(Scan scan) {
        char c = scan.peek();
        if (c == '\u03c0'
                || c == '\u221a'
                || scan.startsWith("\\pi")
                || scan.startsWith("\\sqrt")
                || scan.startsWith("\\(\\sqrt")) {
            return true;
        }
        if (VARIABLES.indexOf(c) < 0 || c == Scan.END || Character.isLetterOrDigit(scan.peek(1))) {
            return false;
        }
        int next = 1;
        while (scan.peek(next) == ' ') {
            next++;
        }
        char sign = scan.peek(next);
        return sign != Scan.END && SIGNS.indexOf(sign) >= 0;
    }
}
