package dev.scopestream.generator.health;

import dev.scopestream.generator.Generator;
import dev.scopestream.generator.ModelLoading;
import dev.scopestream.generator.config.ScopeOptions;
import dev.scopestream.generator.state.Progress;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;

/**
 * Whether a restart is needed: a thread that polls or delivers has not got on for longer than {@code scope.stall-limit}. A
 * broker that doesn't answer is no reason, the threads try again.
 */
@Singleton
@Liveness
public class GeneratorLiveness implements HealthIndicator {
    private final Supplier<Map<String, Progress>> threads;
    private final Duration limit;

    /** @param loading gives the generator once its model is loaded; probes are answered before, and all is well then */
    @Inject
    GeneratorLiveness(ModelLoading loading, ScopeOptions options) {
        this(() -> loading.generator().map(Generator::progress).orElse(Map.of()), options.stallLimit());
    }

    /** @param threads progress by name of the thread */
    GeneratorLiveness(Supplier<Map<String, Progress>> threads, Duration limit) {
        this.threads = threads;
        this.limit = limit;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(result());
    }

    HealthResult result() {
        Map<String, Object> stuck = new TreeMap<>();
        threads.get().forEach((name, progress) -> {
            Duration age = progress.age();
            if (age.compareTo(limit) > 0) {
                stuck.put(name, "no progress for " + age.toSeconds() + " s");
            }
        });
        return HealthResult.builder("threads", stuck.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(stuck)
                .build();
    }
}
