package dev.scopestream.generator.health;

import dev.scopestream.generator.Generator;
import dev.scopestream.generator.ModelLoading;
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

    private final ModelLoading loading;
    private final BrokerCheck brokers;

    GeneratorHealth(ModelLoading loading, BrokerCheck brokers) {
        this.loading = loading;
        this.brokers = brokers;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Map<String, Object> details = new LinkedHashMap<>();
        String problem = loading.generator().map(g -> describe(g, details)).orElseGet(() -> describeLoading(details));
        if (!problem.isEmpty()) {
            details.put("error", problem);
        }
        return Publishers.just(
                HealthResult.builder("generator", problem.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
                        .details(details)
                        .build());
    }

    private String describeLoading(Map<String, Object> details) {
        ModelLoading.Progress progress = loading.progress();
        details.put("loaded_bytes", progress.bytes());
        details.put("loading_bytes", progress.total());
        return "loading: the model is being read, " + progress.percent() + " %";
    }

    /** What is wrong; empty: nothing. */
    private String describe(Generator generator, Map<String, Object> details) {
        details.put("model", generator.model().name());
        details.put("last_poll_age_ms", generator.status().age().toMillis());
        details.put("partitions", generator.status().assigned());
        details.put("partitions_paused", generator.status().paused());
        details.put("engine_step_ms", generator.step().toMillis());
        if (generator.status().assigned() == 0) {
            details.put("idle", "no partition is assigned: others serve them all, or the topic isn't there");
        }
        if (!generator.unavailable().isEmpty()) {
            details.put("outputs_unavailable", generator.unavailable().toString());
        }
        return problem(generator);
    }

    private String problem(Generator generator) {
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
        if (generator.status().waiting() != null) {
            return generator.status().waiting();
        }
        return generator.trouble() == null ? "" : "results can't be delivered: " + generator.trouble();
    }
}
