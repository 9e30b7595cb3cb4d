package dev.scopestream.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A report of the cache never costs the result that it comes with. */
class KvReportTest {
    private static KvReport measured(double measure) {
        return KvReport.builder()
                .policy("h2o", "slide", KvSpec.Fidelity.SCOPE)
                .memory(4096, measure)
                .recall(new KvReport.Recall(10, 1, measure, measure, measure))
                .lostMass(measure, measure)
                .build();
    }

    @Test
    void shouldReportWhatIsNoNumberAsZero() {
        for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            KvReport report = measured(none);
            assertThat(report).isEqualTo(measured(0));
            assertThat(report.recall().covered()).isZero();
        }
    }

    @Test
    void shouldReportSharesWithinTheirRange() {
        assertThat(measured(-1e-9)).isEqualTo(measured(0));
        assertThat(measured(1 + 1e-9).recall().covered()).isEqualTo(1);
        assertThat(measured(7).lostMass().decode()).isEqualTo(7);
    }
}
