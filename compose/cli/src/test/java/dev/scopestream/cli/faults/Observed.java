package dev.scopestream.cli.faults;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.events.ResultEvent;
import java.util.List;

/** The records that a read_committed consumer received. */
record Observed(List<Result> results, List<Letter> letters, List<ChunkEvent> chunks, List<String> scored) {
    /**
     * @param source place of the prompt, as the record's headers say, and its id, see {@link Sent#source}
     * @param nanos when it was read
     */
    record Result(String source, ResultEvent event, long nanos) {}

    record Letter(String source, String reason, long nanos) {}

    Observed {
        results = List.copyOf(results);
        letters = List.copyOf(letters);
        chunks = List.copyOf(chunks);
        scored = List.copyOf(scored);
    }
}
