package dev.scopestream.spill.inspect;

import dev.scopestream.spill.MissReason;
import dev.scopestream.spill.RequestContent;
import dev.scopestream.spill.SpillReport;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is in a spill directory.
 *
 * @param heldBy the id of the running process that has it, if one does
 * @param diskBytes of all files of the database
 */
public record SpillInspection(Path directory, Optional<Long> heldBy, long diskBytes, SpillReport report) {
    private static final int LONGEST_NAME = 40;

    /** For people: a line for each request and prefix, then the sums and whether all is sound. No content is shown. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("spill store " + directory + ", "
                + heldBy.map(pid -> "in use by process " + pid).orElse("not in use"));
        if (!report.requests().isEmpty()) {
            lines.add("");
            lines.add(row(
                    "request",
                    "blocks",
                    "prefill",
                    "decode",
                    "layers",
                    "heads",
                    "digests",
                    "checkpoint",
                    "bytes",
                    "newest",
                    "unusable"));
            report.requests().forEach(request -> lines.add(line(request)));
        }
        if (!report.prefixes().isEmpty()) {
            lines.add("");
            lines.add(String.format(Locale.ROOT, "%-40s %12s  %-20s", "prefix", "bytes", "written"));
            report.prefixes()
                    .forEach(prefix -> lines.add(String.format(
                            Locale.ROOT,
                            "%-40s %12d  %-20s",
                            shown(prefix.name()),
                            prefix.bytes(),
                            time(prefix.createdMillis()))));
        }
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "%d requests, %d blocks, %d prefixes; %d bytes usable, %d bytes on disk",
                report.requests().size(),
                report.blocks(),
                report.prefixes().size(),
                report.bytes(),
                diskBytes));
        lines.add(
                report.sound()
                        ? "verified: every value is whole and in its place"
                        : "verified: NOT all can be used (such values are misses): " + reasons(report.failures()));
        return lines;
    }

    /** The lines as one text. */
    public String text() {
        return String.join("\n", lines()) + "\n";
    }

    private static String line(RequestContent request) {
        return row(
                shown(request.requestId()),
                request.blocks(),
                request.prefillEntries(),
                request.decodeEntries(),
                request.layers(),
                request.heads(),
                request.digests(),
                request.checkpointBytes(),
                request.bytes(),
                time(request.newestMillis()),
                request.failures().isEmpty() ? "-" : reasons(request.failures()));
    }

    private static String row(Object... columns) {
        return String.format(Locale.ROOT, "%-40s %8s %10s %10s %7s %6s %8s %12s %12s  %-20s  %s", columns)
                .stripTrailing();
    }

    private static String reasons(Map<MissReason, Long> failures) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(failures).forEach((reason, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(reason.name().toLowerCase(Locale.ROOT))
                .append(' ')
                .append(count));
        return text.toString();
    }

    private static String time(long millis) {
        return millis == 0
                ? "-"
                : Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Names come from outside: no control characters reach a terminal. */
    private static String shown(String name) {
        String printable = name.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .limit(LONGEST_NAME)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return name.codePointCount(0, name.length()) > LONGEST_NAME
                ? printable.substring(0, printable.offsetByCodePoints(0, LONGEST_NAME - 1)) + "\u2026"
                : printable;
    }
}
