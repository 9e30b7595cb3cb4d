package dev.scopestream.cli.peers;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The rows as a Markdown table: medians, with the least and the most in brackets. */
final class PeerTable {
    private static final double MB = 1e6;
    private static final String HEAD =
            """
            | requests x prompt | engine | a step, ms | tokens/s | prefill tokens/s | most resident MB | KV MB | computes in | versions |
            |-|-|-|-|-|-|-|-|-|
            """;

    private PeerTable() {}

    static String render(List<PeerRow> rows) {
        return HEAD + rows.stream().map(row -> line(row) + "\n").collect(Collectors.joining());
    }

    private static String line(PeerRow row) {
        String begin = "| " + row.peerCase() + " | " + row.name() + " | ";
        if (row.runs().isEmpty()) {
            return begin + "not measured: " + cell(row.failure().orElse("no rounds")) + " | | | | | | |";
        }
        Measurement last = row.runs().get(row.runs().size() - 1);
        int requests = row.peerCase().requests();
        String failed =
                row.failure().map(reason -> ", then failed: " + cell(reason)).orElse("");
        return begin
                + row.spread(Measurement::stepMillis).text(1) + failed + " | "
                + row.spread(run -> requests * 1000 / run.stepMillis()).text(1) + " | "
                + row.spread(Measurement::prefillTokensPerSecond).text(0) + " | "
                + megabytes(
                        last.residentBytes() == 0
                                ? OptionalLong.empty()
                                : OptionalLong.of((long)
                                        row.spread(Measurement::residentBytes).median()))
                + " | "
                + megabytes(last.kvBytes()) + " | "
                + cell(last.numbers()) + " | "
                + cell(versions(last.versions())) + " |";
    }

    private static String megabytes(OptionalLong bytes) {
        return bytes.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f", bytes.getAsLong() / MB);
    }

    private static String versions(Map<String, String> versions) {
        return versions.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(v -> v.getKey() + " " + v.getValue())
                .collect(Collectors.joining(", "));
    }

    /** A bar would end the cell. */
    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
