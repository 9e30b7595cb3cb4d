package dev.scopestream.generator.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class PassedOverTest {
    private static final TopicPartition ONE = new TopicPartition("prompts", 1);

    private final PassedOver passed = new PassedOver();

    @Test
    void shouldJumpOverWhatIsNotTheTenants() {
        passed.add(ONE, "a", 100);
        passed.add(ONE, "a", 101);
        passed.add(ONE, "a", 9000);
        Lane lane = passed.lane(ONE, "a", 101).orElseThrow();
        assertThat(lane.first()).isEqualTo(100);
        assertThat(passed.lane(ONE, "a", 5000)).isEmpty();
        lane.passTo(102);
        assertThat(lane.first()).isEqualTo(9000);
        lane.passTo(9001);
        assertThat(lane.isEmpty()).isTrue();
        assertThat(passed.has(ONE, "a")).isTrue();
        passed.settle(lane);
        assertThat(passed.has(ONE, "a")).isFalse();
    }

    @Test
    void shouldCoverEveryPromptWithFewRanges() {
        for (long i = 0; i < 1000; i++) {
            passed.add(ONE, "a", i * 1000);
        }
        Lane lane = passed.lane(ONE, "a", 0).orElseThrow();
        for (long i = 0; i < 1000; i++) {
            assertThat(lane.covers(i * 1000)).isTrue();
        }
        assertThat(lane.covers(500)).isFalse();
        int jumps = 0;
        for (long at = lane.first(); !lane.isEmpty(); jumps++) {
            lane.passTo(at + 1);
            at = lane.isEmpty() ? at : lane.first();
        }
        assertThat(jumps).isGreaterThan(Lane.RANGES);
    }

    @Test
    void shouldBoundTheNumberOfLanes() {
        for (int i = 0; i < 3 * PassedOver.LANES; i++) {
            passed.add(ONE, "tenant" + i, i);
        }
        assertThat(passed.lanes()).hasSize(PassedOver.LANES + 1);
        assertThat(passed.has(ONE, "another"))
                .as("it must wait behind the others")
                .isTrue();
        passed.remove(List.of(ONE));
        assertThat(passed.lanes()).isEmpty();
        passed.add(ONE, "x".repeat(1_000_000), 5);
        assertThat(passed.lanes()).allSatisfy(lane -> assertThat(lane.name()).hasSizeLessThan(20));
    }
}
