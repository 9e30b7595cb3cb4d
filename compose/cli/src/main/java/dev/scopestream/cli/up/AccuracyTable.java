package dev.scopestream.cli.up;

import dev.scopestream.cli.common.Amounts;
import dev.scopestream.cli.common.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The scores of a run as text: a line a policy, columns aligned. */
final class AccuracyTable {
    private static final List<String> HEAD = List.of(
            "policy", "documents", "aligned score", "std. error", "reference score", "KV bytes", "tokens/s each");

    private AccuracyTable() {}

    /** @param scores in the order of the lines; KV bytes are also given as a share of the first line's */
    static String render(List<PolicyScore> scores) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEAD);
        double full = scores.isEmpty() ? Double.NaN : scores.get(0).kvBytes();
        for (PolicyScore s : scores) {
            lines.add(List.of(
                    s.policy(),
                    Integer.toString(s.documents()),
                    number("%.1f %%", s.aligned()),
                    number("%.1f", s.alignedError()),
                    number("%.1f %%", s.reference()),
                    Double.isNaN(s.kvBytes())
                            ? "-"
                            : Amounts.bytes(s.kvBytes()) + number(" (%.0f %%)", 100 * s.kvBytes() / full),
                    number("%.0f", s.tokensPerSecond())));
        }
        return TextTable.render(lines, 1);
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
