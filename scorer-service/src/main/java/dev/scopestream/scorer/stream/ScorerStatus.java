package dev.scopestream.scorer.stream;

import java.time.Duration;
import java.util.Optional;

/**
 * How a scorer is doing.
 *
 * @param state of Kafka Streams (its names), or WAITING before it, or CLOSED after it
 * @param lastPoll since the longest-waiting thread asked Kafka for records
 * @param trouble what keeps it from running, and what to do
 */
public record ScorerStatus(String state, Optional<Duration> lastPoll, Optional<String> trouble) {
    /** Whether records are being scored, or will be without anybody's help. */
    public boolean isUp() {
        return trouble.isEmpty() && (state.equals("RUNNING") || state.equals("REBALANCING"));
    }
}
