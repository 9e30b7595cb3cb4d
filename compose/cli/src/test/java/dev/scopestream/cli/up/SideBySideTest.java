package dev.scopestream.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starts at the same time end together, whatever becomes of them. */
@Timeout(60)
class SideBySideTest {
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicBoolean ended = new AtomicBoolean();

    private void waitForEver() throws InterruptedException {
        try {
            never.await();
        } finally {
            ended.set(true);
        }
    }

    @Test
    void shouldRunThemAtTheSameTime() throws InterruptedException {
        CyclicBarrier both = new CyclicBarrier(2);

        SideBySide.run(both::await, both::await);

        assertThat(both.isBroken()).isFalse();
    }

    @Test
    void shouldEndTheOthersWhenOneFails() {
        IllegalArgumentException failure = new IllegalArgumentException("no model");

        assertThatThrownBy(() -> SideBySide.run(this::waitForEver, () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(ended).isTrue();
    }

    @Test
    void shouldEndAllWhenTheCallerIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> SideBySide.run(this::waitForEver)).isInstanceOf(InterruptedException.class);
        assertThat(ended).isTrue();
    }
}
