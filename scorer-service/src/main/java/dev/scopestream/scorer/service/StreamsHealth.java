package dev.scopestream.scorer.service;

import dev.scopestream.scorer.ScorerApplication;
import dev.scopestream.scorer.stream.ScorerStatus;
import dev.scopestream.scorer.stream.StreamsSupervisor;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;

/** The state of Kafka Streams, how long ago it last polled, and what keeps it from running. */
@Singleton
@Requires(property = ScorerApplication.ENABLED)
final class StreamsHealth implements HealthIndicator {
    /** Polls are at most tenths of a second apart: a thread that is this late hangs. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private final StreamsSupervisor supervisor;

    StreamsHealth(StreamsSupervisor supervisor) {
        this.supervisor = supervisor;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        ScorerStatus status = supervisor.status();
        boolean late = status.lastPoll().filter(age -> age.compareTo(LATE) > 0).isPresent();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state());
        status.lastPoll().ifPresent(age -> details.put("last_poll_seconds_ago", age.toMillis() / 1000.0));
        status.trouble().ifPresent(text -> details.put("trouble", text));
        return Publishers.just(HealthResult.builder("streams")
                .status(status.isUp() && !late ? HealthStatus.UP : HealthStatus.DOWN)
                .details(details)
                .build());
    }
}
