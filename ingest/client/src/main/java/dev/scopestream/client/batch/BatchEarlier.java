package dev.scopestream.client.batch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/** What the output files say already, of an earlier start of the same batch. */
final class BatchEarlier {
    private final Set<Long> served = new HashSet<>();
    private final Set<Long> servedCustomIds = new HashSet<>();
    private final Set<Long> refused = new HashSet<>();
    private final BitSet badLines = new BitSet();

    /** A line of the output. */
    void output(JsonNode line) {
        served.add(id(line));
        servedCustomIds.add(BatchState.hash(line.path("custom_id").asText()));
    }

    /** A line of the errors. */
    void error(JsonNode line) {
        if (line.path("line").canConvertToInt() && line.path("line").asInt() > 0) {
            badLines.set(line.path("line").asInt() - 1);
        } else {
            refused.add(id(line));
        }
    }

    private static long id(JsonNode line) {
        String id = line.path("id").asText();
        return BatchState.hash(id.startsWith(BatchAnswer.PREFIX) ? id.substring(BatchAnswer.PREFIX.length()) : "");
    }

    boolean isServed(BatchLine line) {
        return served.contains(BatchState.hash(line.prompt().id()));
    }

    /** Whether the output has this custom id for another body. */
    boolean isServedOtherwise(BatchLine line) {
        return !isServed(line) && servedCustomIds.contains(BatchState.hash(line.customId()));
    }

    boolean isRefused(BatchLine line) {
        return refused.contains(BatchState.hash(line.prompt().id()));
    }

    /** @param number from 0 */
    boolean isBad(int number) {
        return badLines.get(number);
    }
}
