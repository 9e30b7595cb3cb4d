package dev.scopestream.generator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scopestream.generator.offsets.OffsetMapCodec;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class SimulationTest {
    private static final Logger LOG = LoggerFactory.getLogger(SimulationTest.class);

    @Test
    void shouldFinishEveryPromptOnceWhileInstancesComeAndGo() {
        Simulation.Outcome outcome = new Simulation(new Simulation.Options(40, 6, 100, 16, 4, 60, 1)).run();
        assertThat(outcome.results()).isEqualTo(4000);
        assertThat(outcome.gone()).isGreaterThan(10);
        assertThat(outcome.longestMetadata()).isLessThanOrEqualTo(OffsetMapCodec.MAX_CHARS);
        assertThat(outcome.repeated()).isBetween(0.0, 0.6);
    }

    @Test
    @Tag("slow")
    void shouldKeepAMillionPromptsGoingOnAHundredInstances() {
        for (int churnSeconds : List.of(0, 60, 20, 5)) {
            Simulation.Outcome outcome =
                    new Simulation(new Simulation.Options(1000, 100, 1000, 32, 10, churnSeconds * 10, 2)).run();
            assertThat(outcome.results()).isEqualTo(1_000_000);
            assertThat(outcome.longestMetadata()).isLessThanOrEqualTo(OffsetMapCodec.MAX_CHARS);
            List<Double> settle = outcome.settle();
            LOG.info(
                    "simulated: churn_s={} seconds={} prompts_a_second={} repeated={} gone={} settle_median_s={}"
                            + " settle_longest_s={} metadata_chars={}",
                    churnSeconds,
                    Math.round(outcome.seconds()),
                    Math.round(outcome.results() / outcome.seconds()),
                    String.format(Locale.ROOT, "%.2f %%", 100 * outcome.repeated()),
                    outcome.gone(),
                    settle.isEmpty() ? 0 : settle.get(settle.size() / 2),
                    settle.isEmpty() ? 0 : settle.get(settle.size() - 1),
                    outcome.longestMetadata());
        }
    }
}
