package dev.scopestream.cli.faults;

import java.util.List;

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
}
