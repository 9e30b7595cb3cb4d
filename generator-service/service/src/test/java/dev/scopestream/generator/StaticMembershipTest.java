package dev.scopestream.generator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Instances that keep their membership over a restart (KIP-345), and those that end it (KIP-1092). */
class StaticMembershipTest extends BrokerTest {
    /** Below the brokers' session timeout of 8 s. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static Map<String, Object> member(String name, Map<String, Object> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("scope.static-membership", true);
        options.put("scope.instance-id", name);
        return options;
    }

    private static void awaitTwoEach(Pipeline pipeline, GeneratorHandle one, GeneratorHandle other) {
        pipeline.await(() -> one.stats().partitions() == 2 && other.stats().partitions() == 2, "two each");
    }

    @Test
    void shouldHandItsPartitionsOverAtOnceWhenItStops(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 4)) {
            GeneratorHandle leaving = pipeline.start(control, member("first", Map.of()));
            try (GeneratorHandle other = pipeline.start(new RuleEngine.Control(), member("second", Map.of()))) {
                awaitTwoEach(pipeline, leaving, other);
                leaving.close();
                long start = System.nanoTime();
                pipeline.await(() -> other.stats().partitions() == 4, "all partitions");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            }
        }
    }

    @Test
    void shouldFindItsPartitionsAgainAfterAQuickRestartAsAStaticMember(TestInfo test) {
        try (Pipeline pipeline = pipeline(test, 4)) {
            Map<String, Object> first = member("first", Map.of("scope.leave-on-stop", false));
            Map<String, Object> second = member("second", Map.of());
            try (GeneratorHandle other = pipeline.start(control, second)) {
                GeneratorHandle restarted = pipeline.start(new RuleEngine.Control(), first);
                awaitTwoEach(pipeline, restarted, other);
                restarted.close();
                try (GeneratorHandle again = pipeline.start(new RuleEngine.Control(), first)) {
                    pipeline.await(
                            () -> {
                                assertThat(other.stats().partitions()).isEqualTo(2);
                                return again.stats().partitions() == 2;
                            },
                            "two again");
                    Map<String, String> expected = new HashMap<>();
                    for (int i = 0; i < 20; i++) {
                        pipeline.prompt("p" + i, "one", 6);
                        expected.put("p" + i, RuleEngine.text("one", 6));
                    }
                    pipeline.awaitFinals(20);
                    pipeline.assertComplete(expected, 0);
                }
            }
        }
    }
}
