package dev.scopestream.generator.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.state.Progress;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GeneratorLivenessTest {
    @Test
    void shouldBeDownWithTheNameOfTheThreadThatMakesNoProgressForTheLimit() {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // a nanosecond clock may overflow
        Progress poll = new Progress(now::get);
        Progress delivery = new Progress(now::get);
        GeneratorLiveness liveness = new GeneratorLiveness(
                () -> Map.of("scope-poll", poll, "scope-delivery", delivery), Duration.ofSeconds(60));

        now.addAndGet(TimeUnit.SECONDS.toNanos(60));
        assertThat(liveness.result().getStatus()).isEqualTo(HealthStatus.UP);

        poll.made();
        now.incrementAndGet();
        HealthResult down = liveness.result();
        assertThat(down.getStatus()).isEqualTo(HealthStatus.DOWN);
        assertThat(down.getDetails()).isEqualTo(Map.of("scope-delivery", "no progress for 60 s"));

        delivery.made();
        assertThat(liveness.result().getStatus()).isEqualTo(HealthStatus.UP);
    }
}
