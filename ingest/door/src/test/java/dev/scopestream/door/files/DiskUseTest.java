package dev.scopestream.door.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Very many files are counted now and then, and never taken for more or fewer than they are for long. */
class DiskUseTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final AtomicLong there = new AtomicLong(100);
    private final AtomicInteger counts = new AtomicInteger();
    private final DiskUse use = new DiskUse(
            () -> {
                counts.incrementAndGet();
                return there.get();
            },
            clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void shouldNotCountForEachUpload() {
        for (int upload = 0; upload < 1000; upload++) {
            assertThat(use.isOver(10_000, 1)).isFalse();
            use.added(1);
        }
        assertThat(counts).hasValue(1);
        assertThat(use.bytes()).isEqualTo(1100);
    }

    @Test
    void shouldRefuseByWhatItHasAddedItself() {
        assertThat(use.isOver(200, 100)).isFalse();
        use.added(100);
        assertThat(use.isOver(200, 1)).isTrue();
        use.added(-100);
        assertThat(use.isOver(200, 1)).isFalse();
        assertThat(counts).hasValue(1);
    }

    @Test
    void shouldCountAgainBeforeItRefuses() {
        assertThat(use.isOver(100, 1)).isTrue();
        there.set(0);
        pass(Duration.ofSeconds(2));
        assertThat(use.isOver(100, 1)).isFalse();
    }

    @Test
    void shouldSeeWhatOtherDoorsAddWithinAMinute() {
        assertThat(use.isOver(100, 0)).isFalse();
        there.set(500);
        pass(Duration.ofSeconds(61));
        assertThat(use.isOver(100, 0)).isTrue();
    }
}
