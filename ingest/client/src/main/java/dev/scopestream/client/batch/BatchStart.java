package dev.scopestream.client.batch;

import dev.scopestream.client.TopicException;
import dev.scopestream.client.TopicReader;
import dev.scopestream.events.Topics;
import java.util.List;
import java.util.Map;

/**
 * Where a batch's results and dead letters are read from.
 *
 * @param positions offsets by topic and partition, from before its first request was sent; empty: results from the oldest that
 *     is kept, dead letters from now on
 * @param resumed whether an earlier run may have sent some of its requests
 */
public record BatchStart(Map<String, Map<Integer, Long>> positions, boolean resumed) {
    public BatchStart {
        positions = Map.copyOf(positions);
    }

    /** Whatever the topics have may be this batch's. */
    public static BatchStart oldest() {
        return new BatchStart(Map.of(), true);
    }

    /**
     * Nothing that the topics have is this batch's.
     *
     * @param client properties of a Kafka client
     * @throws TopicException when a topic isn't there
     */
    public static BatchStart now(Map<String, Object> client) {
        try (TopicReader reader =
                new TopicReader(client, List.of(), List.of(Topics.RESULTS, Topics.DEAD_LETTERS), record -> {})) {
            return new BatchStart(reader.positions(), false);
        }
    }
}
