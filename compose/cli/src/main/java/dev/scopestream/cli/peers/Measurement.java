package dev.scopestream.cli.peers;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What one run of one case gave.
 *
 * @param prefillTokensPerSecond of all prompts, until every request had a token
 * @param stepMillis a step in which every request decoded
 * @param kvBytes of keys and values
 * @param residentBytes most memory of the process and those that it started; 0 where the system doesn't say
 * @param numbers the types that it computes in
 */
record Measurement(
        double prefillTokensPerSecond,
        double stepMillis,
        OptionalLong kvBytes,
        long residentBytes,
        String numbers,
        Map<String, String> versions) {
    Measurement {
        versions = Map.copyOf(versions);
    }
}
