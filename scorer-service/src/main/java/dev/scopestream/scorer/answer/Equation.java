package dev.scopestream.scorer.answer;

import java.util.List;

/**
 * A chain of equal expressions; its value is the last one's, the stated result.
 *
 * @param isSolved whether it has a computed side and a result
 */
record Equation(Quantity value, boolean isSolved) {
    private static final int MOST_SIDES = 16;
    private static final List<String> SIGNS =
            List.of("==", "=", "\u2248", "\u2245", "~=", "\\approx", "\\equiv", "\\simeq");
    private static final List<String> WORDS =
            List.of("equals", "is equal to", "gives", "makes", "which is", "which equals", "which gives");

    /** The equation here, or a single expression; null where none stands or the scan is refused. */
    static Equation read(Scan scan) {
        Expression side = expression(scan);
        Quantity value = side == null ? null : side.read();
        if (value == null) {
            return null;
        }
        boolean computed = side.isComputed();
        boolean ambiguous = side.isAmbiguous(value);
        int sides = 1;
        while (sides < MOST_SIDES) {
            int back = scan.at();
            if (!sign(scan, computed)) {
                scan.moveTo(back);
                break;
            }
            Expression next = expression(scan);
            Quantity result = next.read();
            if (scan.isRefused()) {
                return null;
            }
            if (result == null) {
                scan.moveTo(back);
                break;
            }
            ambiguous = next.isAmbiguous(result) && !result.equals(value);
            computed |= next.isComputed();
            value = result;
            sides++;
        }
        if (ambiguous) {
            scan.refuse();
            return null;
        }
        return new Equation(value, computed && sides > 1);
    }

    private static Expression expression(Scan scan) {
        int lead = Decoration.beforeNumber(scan.text(), scan.at(), scan.limit());
        // a parenthesis in front belongs to the expression, unless it holds more than one
        boolean group = lead > scan.at() && scan.text().charAt(lead - 1) == '(' && !isLatex(scan.text(), lead - 1);
        if (group) {
            scan.moveTo(lead - 1);
            if (new Operand(scan, 0).read() != null) {
                scan.moveTo(lead - 1);
                return new Expression(scan, 0);
            }
            scan.rewind(lead);
        }
        scan.moveTo(lead);
        return new Expression(scan, 0);
    }

    private static boolean isLatex(String text, int parenthesis) {
        return parenthesis > 0 && text.charAt(parenthesis - 1) == '\\';
    }

    private static boolean sign(Scan scan, boolean computed) {
        Markup.close(scan);
        Markup.unit(scan);
        Markup.close(scan);
        scan.blanks();
        if (scan.startsWith("=>")) {
            return false;
        }
        if (SIGNS.stream().anyMatch(scan::take)) {
            return true;
        }
        if (!computed) {
            return false;
        }
        scan.take(",");
        scan.blanks();
        return WORDS.stream().anyMatch(scan::takeWords) || scan.takeWords("is");
    }
}
