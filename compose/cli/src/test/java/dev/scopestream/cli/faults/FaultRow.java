package dev.scopestream.cli.faults;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How one fault went.
 *
 * @param missed true: the process didn't come to the point where it was to be harmed, and was harmed elsewhere
 * @param seconds from the harm to the last final record of its wave
 * @param tokens generated for the wave's results
 * @param repeated tokens of attempts that didn't bring a result
 * @param violations of what the oracle asks for
 */
record FaultRow(FaultKind kind, boolean missed, double seconds, long tokens, long repeated, List<String> violations) {
    FaultRow {
        violations = List.copyOf(violations);
    }

    /** A line for a file, from which {@link #of} makes the row again. */
    String line() {
        String text =
                violations.stream().map(v -> v.replaceAll("[\\t\\r\\n]", " ")).collect(Collectors.joining("\t"));
        return String.format(Locale.ROOT, "%s\t%s\t%.3f\t%d\t%d\t%s", kind, missed, seconds, tokens, repeated, text);
    }

    static FaultRow of(String line) {
        String[] parts = line.split("\t", -1);
        return new FaultRow(
                FaultKind.valueOf(parts[0]),
                Boolean.parseBoolean(parts[1]),
                Double.parseDouble(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Arrays.stream(parts).skip(5).filter(v -> !v.isEmpty()).toList());
    }
}
