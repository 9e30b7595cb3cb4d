package dev.scopestream.cli.experiment;

import dev.scopestream.cli.common.Amounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The points as Markdown and CSV. */
final class ExperimentReport {
    private final List<Point> points;
    private final List<Claim> claims;
    private final Map<String, String> refused;
    private final String setting;

    /**
     * @param refused why a cell has no document, by its text
     * @param setting in a line: model, documents, processor
     */
    ExperimentReport(List<Point> points, List<Claim> claims, Map<String, String> refused, String setting) {
        this.points = points;
        this.claims = claims;
        this.refused = new TreeMap<>(refused);
        this.setting = setting;
    }

    /** Writes {@code policies.csv} and {@code policies.md}; each is whole or as it was. */
    void write(Path directory, List<String> plots) throws IOException {
        replace(directory.resolve("policies.csv"), csv());
        replace(directory.resolve("policies.md"), markdown(plots));
    }

    private static void replace(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    String csv() {
        StringBuilder csv = new StringBuilder();
        for (Point point : points) {
            Map<String, Object> fields = point.fields();
            if (csv.isEmpty()) {
                csv.append(String.join(",", fields.keySet())).append('\n');
            }
            csv.append(fields.values().stream().map(ExperimentReport::quoted).collect(Collectors.joining(",")))
                    .append('\n');
        }
        return csv.toString();
    }

    /** RFC 4180. */
    private static String quoted(Object value) {
        String text = value == null ? "" : value.toString();
        return text.matches("[^,\"\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    String markdown(List<String> plots) {
        StringBuilder page = new StringBuilder("# Policies compared\n\n" + setting + "\n\n");
        plots.forEach(
                plot -> page.append("![").append(plot).append("](").append(plot).append(")\n\n"));
        page.append(
                "## What holds\n\nA claim holds where some comparison is beyond noise (95 % of a paired bootstrap over documents) and none"
                        + " is beyond noise the other way.\n\n");
        for (Claim claim : claims) {
            page.append("- ")
                    .append(claim.text())
                    .append(": **")
                    .append(claim.verdict())
                    .append("**\n");
            claim.comparisons().forEach(c -> page.append("  - ").append(line(c)).append('\n'));
        }
        page.append("\n## All\n\n| policies | budget | KV bytes | of the full cache | right answers | s.e. |"
                + " published scorer | output tokens | tokens/s |\n|-|-|-|-|-|-|-|-|-|\n");
        points.forEach(p -> page.append(row(p)).append('\n'));
        if (!refused.isEmpty()) {
            page.append("\nNot served:\n\n");
            refused.forEach((kv, reason) ->
                    page.append("- `").append(kv).append("`: ").append(reason).append('\n'));
        }
        return page.toString();
    }

    private static String line(Comparison c) {
        return String.format(
                Locale.ROOT,
                "%s less %s at %d %%: %+.1f points [%+.1f, %+.1f], bytes %.0f %% and %.0f %% of the full cache's",
                c.second().cell().pair(),
                c.first().cell().pair(),
                c.first().cell().budget(),
                c.difference().mean(),
                c.difference().low(),
                c.difference().high(),
                c.second().share(),
                c.first().share());
    }

    private static String row(Point p) {
        return "| " + p.cell().pair() + " | " + p.cell().budget() + " % | "
                + bytes(p.outcome().kvBytes()) + " | "
                + number("%.0f %%", p.share()) + " | " + number("%.1f %%", p.score()) + " | "
                + number("%.1f", p.outcome().aligned().error()) + " | "
                + number("%.1f %%", p.outcome().reference().mean()) + " | "
                + number("%.0f", p.outcome().tokens()) + " | "
                + number("%.0f", p.outcome().tokensPerSecond()) + " |";
    }

    private static String bytes(double bytes) {
        return Double.isFinite(bytes) ? Amounts.bytes(bytes) : "-";
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
