package dev.scopestream.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A report of the cache never costs the result that it comes with. */
class KvReportTest {
    private static KvReport measured(double measure) {
        KvReport kv = Samples.KV;
        return new KvReport(
                kv.policy(),
                kv.prefill(),
                kv.decode(),
                kv.fidelity(),
                kv.capacity(),
                kv.window(),
                kv.recent(),
                kv.peakBytes(),
                measure,
                kv.evictedPrefill(),
                kv.evictedDecode(),
                kv.spilled(),
                kv.recalled(),
                kv.recallLost(),
                measure,
                measure,
                measure,
                measure,
                measure);
    }

    @Test
    void shouldReportWhatIsNoNumberAsZero() {
        for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            KvReport report = measured(none);
            assertThat(report).isEqualTo(measured(0));
            assertThat(report.recallCovered()).isZero();
        }
    }

    @Test
    void shouldReportSharesWithinTheirRange() {
        assertThat(measured(-1e-9)).isEqualTo(measured(0));
        assertThat(measured(1 + 1e-9).recallCovered()).isEqualTo(1);
        assertThat(measured(7).lostMassDecode()).isEqualTo(7);
    }
}
