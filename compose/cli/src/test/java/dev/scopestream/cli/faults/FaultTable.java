package dev.scopestream.cli.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows as the README has them. */
final class FaultTable {
    private FaultTable() {}

    static String of(List<FaultRow> rows) {
        StringBuilder table = new StringBuilder(
                """
                | fault | tried | violations | tokens repeated | time to the last result: median | longest |
                |-|-|-|-|-|-|
                """);
        for (FaultKind kind : FaultKind.values()) {
            List<FaultRow> some = rows.stream().filter(r -> r.kind() == kind).toList();
            if (!some.isEmpty()) {
                table.append(line(kind.text(), some));
            }
        }
        return table.append(line("**all**", rows)).toString();
    }

    private static String line(String name, List<FaultRow> rows) {
        List<Double> seconds =
                new ArrayList<>(rows.stream().map(FaultRow::seconds).sorted().toList());
        long tokens = rows.stream().mapToLong(FaultRow::tokens).sum();
        long repeated = rows.stream().mapToLong(FaultRow::repeated).sum();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.1f %% | %.1f s | %.1f s |%n",
                name,
                rows.size(),
                rows.stream().mapToInt(r -> r.violations().size()).sum(),
                100.0 * repeated / Math.max(1, tokens),
                seconds.get(seconds.size() / 2),
                seconds.get(seconds.size() - 1));
    }
}
