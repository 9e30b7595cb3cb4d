package dev.scopestream.generator.health;

import dev.scopestream.generator.Generator;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Whether the generator serves: brokers answer, polling goes on, results can be delivered, the engine moves. */
@Singleton
public class GeneratorHealth implements HealthIndicator {
    private static final Duration POLL_AGE = Duration.ofSeconds(60);

    private final Generator generator;
    private final BrokerCheck brokers;

    GeneratorHealth(Generator generator, BrokerCheck brokers) {
        this.generator = generator;
        this.brokers = brokers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("model", generator.model().name());
        details.put("last_poll_age_ms", generator.status().age().toMillis());
        details.put("partitions", generator.status().assigned());
        details.put("partitions_paused", generator.status().paused());
        details.put("engine_step_ms", generator.step().toMillis());
        if (generator.status().assigned() == 0) {
            details.put("idle", "no partition is assigned: others serve them all, or the topic isn't there");
        }
        String problem = problem();
        if (problem != null) {
            details.put("error", problem);
        }
        return Publishers.just(HealthResult.builder("generator", problem == null ? HealthStatus.UP : HealthStatus.DOWN)
                .details(details)
                .build());
    }

    private String problem() {
        if (generator.failure().isDone()) {
            return "a thread died: " + generator.failure().join();
        }
        String broker = brokers.problem();
        if (broker != null) {
            return broker;
        }
        if (generator.status().failure() != null) {
            return "polling fails: " + generator.status().failure();
        }
        if (generator.status().age().compareTo(POLL_AGE) > 0) {
            return "no poll for " + generator.status().age();
        }
        return generator.trouble() == null ? null : "results can't be delivered: " + generator.trouble();
    }
}
