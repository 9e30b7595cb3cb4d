package dev.scopestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.events.ChunkEvent;
import dev.scopestream.generator.fault.FaultPoint;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How soon a killed generator's prompts run elsewhere, with all settings as they come. */
@Tag("slow")
class RecoveryTest {
    private static final double LIMIT_SECONDS = 15;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(
            value = FaultPoint.class,
            names = {"DECODING", "IN_TRANSACTION"})
    void shouldRunAKilledGeneratorsPromptsElsewhereSoon(FaultPoint point, TestReporter reporter) throws Exception {
        try (Brokers brokers = Brokers.start(directory, 1, Map.of());
                Arena arena = new Arena(directory, brokers, 3, Map.of())) {
            assertThat(arena.baseline()).isEmpty();
            Generators.Node victim = arena.generators.nodes().get(0);
            Wave wave = new Wave(arena, "killed");
            for (int i = 0; i < 60; i++) {
                wave.good(i % TestPrompts.COUNT, 0);
            }
            victim.arm(point);
            List<Sent> sent = wave.send();
            assertThat(victim.reached(point, 30)).isTrue();
            victim.jvm().kill();
            long killed = System.nanoTime();
            Observed before = arena.observer.observed();
            Set<String> left = sent.stream()
                    .filter(s -> !arena.observer.ended(s))
                    .map(Sent::id)
                    .collect(Collectors.toSet());
            assertThat(left).as("prompts under way").hasSizeGreaterThan(10);
            Await.until(
                    60, () -> left.equals(runElsewhere(arena.observer.observed(), before, left)), "all run elsewhere");
            double seconds = (System.nanoTime() - killed) / 1e9;
            reporter.publishEntry("killed", point + ": " + left.size() + " prompts elsewhere after " + seconds + " s");
            assertThat(seconds).isLessThan(LIMIT_SECONDS);
            Await.until(60, () -> sent.stream().allMatch(arena.observer::ended), "all finished");
            Await.until(60, () -> sent.stream().allMatch(arena.observer::scored), "all scored");
            assertThat(Oracle.violations(arena.sent(), arena.observer.observed()))
                    .isEmpty();
        }
    }

    /** Which of these have a result, or text that wasn't there before. */
    private static Set<String> runElsewhere(Observed now, Observed before, Set<String> ids) {
        Set<ChunkEvent> old = new HashSet<>(before.chunks());
        Set<String> found = now.results().stream().map(r -> r.event().id()).collect(Collectors.toSet());
        now.chunks().stream().filter(c -> !old.contains(c)).map(ChunkEvent::id).forEach(found::add);
        found.retainAll(ids);
        return found;
    }
}
