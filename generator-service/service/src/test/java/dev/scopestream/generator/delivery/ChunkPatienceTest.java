package dev.scopestream.generator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkPatienceTest {
    private boolean reachable = true;
    private long now = 1;
    private final ChunkPatience patience = new ChunkPatience(() -> reachable, () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void shouldWaitLongFirstAndShortlyAfterwards() {
        assertThat(patience.lost()).isFalse();
        pass(ChunkPatience.FIRST.minusMillis(1));
        assertThat(patience.lost()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(patience.lost()).isTrue();
        assertThat(patience.isOver()).isTrue();

        patience.stored();
        assertThat(patience.isOver()).isFalse();
        assertThat(patience.lost()).isFalse();
        pass(ChunkPatience.AGAIN);
        assertThat(patience.lost()).isTrue();

        patience.stored();
        pass(ChunkPatience.MEMORY);
        assertThat(patience.lost()).isFalse();
        pass(ChunkPatience.AGAIN);
        assertThat(patience.lost()).as("that is long ago").isFalse();
    }

    @Test
    void shouldNotCountTheTimeInWhichNoBrokerAnswers() {
        assertThat(patience.lost()).isFalse();
        reachable = false;
        pass(ChunkPatience.FIRST.multipliedBy(10));
        assertThat(patience.lost()).isFalse();
        reachable = true;
        pass(ChunkPatience.FIRST.minusMillis(1));
        assertThat(patience.lost()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(patience.lost()).isTrue();
    }

    @Test
    void shouldSendOneNowAndThenWhileOthersAreDropped() {
        assertThat(patience.maySend()).isTrue();
        assertThat(patience.lost()).isFalse();
        pass(ChunkPatience.FIRST);
        assertThat(patience.lost()).isTrue();
        assertThat(patience.maySend()).isFalse();
        pass(ChunkPatience.PROBE);
        assertThat(patience.maySend()).isTrue();
        assertThat(patience.maySend()).isFalse();
    }
}
