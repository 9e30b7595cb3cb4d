package dev.scopestream.cli.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Rows as the README has them. */
final class FaultTable {
    /** File of a part's rows. */
    private static final String ROWS = "rows.tsv";

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

    /** The rows of all parts whose directories lie here. */
    static List<FaultRow> read(Path directory) throws IOException {
        List<FaultRow> rows = new ArrayList<>();
        try (Stream<Path> parts = Files.list(directory)) {
            for (Path part : parts.map(p -> p.resolve(ROWS))
                    .filter(Files::exists)
                    .sorted()
                    .toList()) {
                Files.readAllLines(part).forEach(line -> rows.add(FaultRow.of(line)));
            }
        }
        return rows;
    }

    /** Adds a row to those of a part. */
    static void append(Path part, FaultRow row) throws IOException {
        Files.writeString(part.resolve(ROWS), row.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
