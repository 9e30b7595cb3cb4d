package dev.scopestream.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.program.ScoreRunner;
import dev.scopestream.engine.program.WindowCase;
import org.junit.jupiter.api.Test;

/** The score of VATP (arXiv 2406.12335) against its formula. */
class ValueAwareTest {
    @Test
    void shouldBeTheWeightTimesTheSumOfTheValuesNumbers() {
        float[] values = {1, -2, 0, 0.5f, -0.25f, -0.25f};
        float[] scores = {0.5f, 0.1f, 0.25f};
        try (ScoreRunner runner = ScoreRunner.of(PolicyRegistry.standard())) {
            float[] actual = runner.window(
                    new ValueAware(),
                    new WindowCase(1, 1, 3, 2).values(values).scores(scores).held(3));
            assertThat(actual).hasSize(3);
            assertThat(actual[0]).isCloseTo(1.5f, within(1e-6f));
            assertThat(actual[1]).isCloseTo(0.05f, within(1e-6f));
            assertThat(actual[2]).isCloseTo(0.125f, within(1e-6f));
        }
    }
}
