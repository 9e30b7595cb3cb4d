package dev.scopestream.door.http;

import dev.scopestream.door.config.DoorContext;
import dev.scopestream.door.kafka.Feeds;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Whether answers can come. */
@Singleton
@Requires(property = DoorContext.ENABLED)
final class KafkaHealth implements HealthIndicator {
    private final Feeds feeds;

    KafkaHealth(Feeds feeds) {
        this.feeds = feeds;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("caught_up", feeds.isCaughtUp());
        feeds.trouble().ifPresent(trouble -> details.put("trouble", trouble));
        return Publishers.just(HealthResult.builder("topics")
                .status(feeds.trouble().isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(details)
                .build());
    }
}
