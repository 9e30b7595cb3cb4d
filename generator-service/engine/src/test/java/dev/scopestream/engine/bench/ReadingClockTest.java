package dev.scopestream.engine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadingClockTest {
    private final AtomicLong nanos = new AtomicLong(5);
    private final List<Long> passed = new ArrayList<>();
    private final ReadingClock clock = new ReadingClock((bytes, total) -> passed.add(bytes), nanos::get);

    @Test
    void shouldTimeFromTheFirstPieceToTheLastAndPassItOn() {
        clock.loaded(10, 100);
        nanos.addAndGet(2_000_000_000);
        clock.loaded(60, 100);
        nanos.addAndGet(1_000_000_000);
        clock.loaded(100, 100);

        assertThat(clock.reading()).isEqualTo(new LoadResult.Reading(90, 3));
        assertThat(clock.reading().rate()).isEqualTo(30);
        assertThat(passed).containsExactly(10L, 60L, 100L);
    }

    @Test
    void shouldHaveNoRateWithoutTwoPieces() {
        assertThat(clock.reading()).isEqualTo(new LoadResult.Reading(0, 0));
        clock.loaded(10, 10);
        assertThat(clock.reading().rate()).isZero();
    }
}
