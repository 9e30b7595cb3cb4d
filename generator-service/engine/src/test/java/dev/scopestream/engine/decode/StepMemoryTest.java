package dev.scopestream.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.engine.EngineOptions;
import dev.scopestream.engine.Recall;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Direct memory, which is freed only when the garbage is collected. */
class StepMemoryTest {
    private static long directBuffers() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getCount)
                .sum();
    }

    @Test
    void shouldTakeNoNewDirectMemoryInEachStep() {
        try (TorchEngine engine = Runs.engine(EngineOptions.defaults())) {
            engine.submit(Runs.request("plain", 60, 200, Runs.small("allkv", "none")), new Kept());
            engine.submit(
                    Runs.request(
                            "recall",
                            130,
                            200,
                            Runs.small("snapkv", "slide").toBuilder()
                                    .recall(Optional.of(new Recall(16, 2, 1)))
                                    .build()),
                    new Kept());
            for (int step = 0; step < 40; step++) {
                engine.step();
            }
            long before = directBuffers();
            for (int step = 0; step < 100; step++) {
                engine.step();
            }
            // recall's own grow a few times
            assertThat(directBuffers()).isLessThan(before + 20);
            assertThat(engine.load().running()).isEqualTo(2);
        }
    }
}
