package dev.scopestream.generator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prompts that end their process among innocent ones. */
class SuspectGroupsTest {
    private static final int MAX_ATTEMPTS = 5;

    private static void run(CrashModel model) {
        while (!model.finished()) {
            assertThat(model.now()).as("ticks").isLessThan(1_000_000);
            model.tick();
        }
    }

    private static int log2(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,2", "4,30", "16,1", "32,1", "32,10", "32,60", "40,59", "100,7"})
    void shouldFindThePoisonAmongThePromptsInFlight(int prompts, int fuse) {
        long poison = prompts / 2;
        CrashModel model = new CrashModel(prompts, MAX_ATTEMPTS, 60, Set.of(poison), fuse);
        model.send(prompts);
        run(model);
        assertThat(model.refused()).containsExactly(poison);
        assertThat(model.results()).hasSize(prompts - 1);
        assertThat(model.deaths()).isLessThanOrEqualTo(log2(prompts) + MAX_ATTEMPTS);
    }

    @Test
    void shouldRefuseNoInnocentPromptWhateverPoisonAndKillsThereAre() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            Set<Long> poison = IntStream.range(0, random.nextInt(4))
                    .mapToObj(i -> (long) random.nextInt(200))
                    .collect(Collectors.toSet());
            CrashModel model = new CrashModel(32, MAX_ATTEMPTS, 20, poison, 1 + random.nextInt(20));
            int kills = random.nextInt(8);
            for (int sent = 0; sent < 200 || !model.finished(); ) {
                if (sent < 200 && random.nextInt(3) == 0) {
                    model.send(5);
                    sent += 5;
                }
                model.tick();
                if (kills > 0 && random.nextInt(40) == 0) {
                    kills--;
                    model.die();
                }
            }
            assertThat(model.refused()).as("seed " + seed).isEqualTo(poison);
        }
    }

    @Test
    void shouldNotServeInnocentSuspectsOneAfterTheOther() {
        CrashModel model = new CrashModel(32, MAX_ATTEMPTS, 60, Set.of(), 1);
        model.send(32);
        for (int kill = 0; kill < 2; kill++) {
            model.tick();
            model.die();
        }
        model.send(32 * 3);
        run(model);
        assertThat(model.now()).as("ticks; 4 full batches take 240").isLessThan(6 * 60);
    }

    @Test
    void shouldStartOthersBetweenPromptsThatRunAlone() {
        CrashModel model = new CrashModel(32, MAX_ATTEMPTS, 60, Set.of(), 1);
        model.send(4);
        for (int kill = 0; kill < 2; kill++) {
            model.tick();
            model.die();
        }
        model.send(100);
        run(model);
        assertThat(model.deaths()).isEqualTo(2);
        int first = model.starts().lastIndexOf(0L);
        int second = model.starts().lastIndexOf(1L);
        assertThat(second - first).as("starts of others between the two").isGreaterThan(32);
    }
}
