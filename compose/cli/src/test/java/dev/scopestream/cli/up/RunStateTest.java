package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.events.DeadLetter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunStateTest {
    private final AtomicLong clock = new AtomicLong(17);
    private final RunState state = new RunState(List.of("a", "b"), clock::get);

    private void seconds(long seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void shouldBeDoneWhenEveryDocumentIsScoredOrRefused() {
        state.scored(Events.score("a", 1, 1));
        assertThat(state.done()).isFalse();

        state.refused("b", new DeadLetter("is empty", "prompt", 0, "scope.prompts", 0, 1, "w"));

        assertThat(state.done()).isTrue();
        assertThat(state.settled()).isEqualTo(2);
        assertThat(state.deadLetters()).containsOnlyKeys("b");
    }

    @Test
    void shouldCountADocumentOnceThatComesTwice() {
        state.scored(Events.score("a", 1, 1));
        state.scored(Events.score("a", 1, 1));

        assertThat(state.settled()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreOtherRuns() {
        state.generated("other", 100);
        state.scored(Events.score("other", 1, 1));

        assertThat(state.tokens()).isZero();
        assertThat(state.settled()).isZero();
    }

    @Test
    void shouldTakeTheSpeedOverTheLastSeconds() {
        state.generated("a", 1000);
        seconds(10);
        state.generated("a", 50);
        state.generated("b", 50);

        assertThat(state.tokensPerSecond()).isCloseTo(20, within(1e-9));
        assertThat(state.tokens()).isEqualTo(1100);
        assertThat(state.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }
}
