package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A generator that lives on while another one comes and goes, and prompts never end: what it holds must not grow. Property:
 * {@code soak.minutes}.
 */
@Tag("soak")
class SoakTest {
    private static final long MINUTES = Long.getLong("soak.minutes", 20);
    private static final Path TARGET = Path.of("target", "soak");
    private static final int WAVES_A_LIFE = 5;

    @Test
    void shouldHoldNoMoreTheLongerItRuns() throws Exception {
        Arena.delete(TARGET);
        Files.createDirectories(TARGET);
        try (Brokers brokers = Brokers.start(TARGET, 1, Brokers.QUICK);
                Arena arena = new Arena(TARGET, brokers, 11, FaultMatrix.OPTIONS)) {
            assertThat(arena.baseline()).isEmpty();
            Generators.Node kept = arena.generators.nodes().get(0);
            Generators.Node other = arena.generators.nodes().get(1);
            List<ProcessUsage> usages = new ArrayList<>();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
            for (int i = 0; System.nanoTime() < end; i++) {
                Shot shot = new Shot(arena, "soak-" + i).send();
                Await.until(120, () -> shot.sent().stream().allMatch(arena.observer::ended), "wave " + i);
                if (i % WAVES_A_LIFE == WAVES_A_LIFE - 1) {
                    other = replaced(arena, other);
                    usages.add(ProcessUsage.of(kept.jvm().pid()));
                    note(usages.get(usages.size() - 1));
                }
            }
            Await.until(120, () -> arena.sent().stream().allMatch(arena.observer::scored), "scores");
            assertThat(Oracle.violations(arena.sent(), arena.observer.observed()))
                    .isEmpty();
            assertThat(growth(usages, ProcessUsage::heapMib)).as("heap, MiB").isLessThan(8);
            assertThat(growth(usages, ProcessUsage::residentMib))
                    .as("resident, MiB")
                    .isLessThan(40);
            assertThat(growth(usages, ProcessUsage::files)).as("file handles").isLessThan(10);
            assertThat(growth(usages, ProcessUsage::threads)).as("threads").isLessThan(4);
        }
    }

    private static Generators.Node replaced(Arena arena, Generators.Node old) {
        if (arena.random.nextBoolean()) {
            old.jvm().kill();
        } else {
            old.jvm().signal("TERM");
            old.jvm().join();
        }
        arena.generators.forget(old);
        Generators.Node next = arena.generators.start("two");
        next.jvm().awaitOutput("generator up");
        return next;
    }

    /** From the median of the second quarter to that of the last: the first is warming up. */
    private static double growth(List<ProcessUsage> usages, ToDoubleFunction<ProcessUsage> what) {
        int quarter = usages.size() / 4;
        assertThat(quarter).as("enough samples").isPositive();
        return median(usages.subList(usages.size() - quarter, usages.size()), what)
                - median(usages.subList(quarter, 2 * quarter), what);
    }

    private static double median(List<ProcessUsage> some, ToDoubleFunction<ProcessUsage> what) {
        return some.stream().mapToDouble(what).sorted().toArray()[some.size() / 2];
    }

    private static void note(ProcessUsage usage) throws Exception {
        Files.writeString(
                TARGET.resolve("usage.log"),
                String.format(
                        Locale.ROOT,
                        "%s heap %.1f MiB, resident %.0f MiB, %d file handles, %d threads%n",
                        Instant.now(),
                        usage.heapMib(),
                        usage.residentMib(),
                        usage.files(),
                        usage.threads()),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
