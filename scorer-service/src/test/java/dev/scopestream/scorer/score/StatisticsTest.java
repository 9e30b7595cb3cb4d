package dev.scopestream.scorer.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void shouldPrintPercentsAsThePublishedTablesDo() {
        assertThat(Numpy.text(Numpy.percent(0.74))).isEqualTo("74.0");
        assertThat(Numpy.text(Numpy.percent(2.0 / 3))).isEqualTo("66.6667");
        assertThat(Numpy.text(Numpy.percent(0))).isEqualTo("0.0");
        assertThat(Numpy.text(Numpy.percent(1))).isEqualTo("100.0");
        assertThat(Numpy.text(Numpy.percent(0.119375))).isEqualTo("11.9375");
    }

    @Test
    void shouldSumPairwiseAsNumpyDoes() {
        for (int n : new int[] {1, 7, 8, 43, 128, 129, 300, 1000}) {
            double[] values = new double[n];
            Arrays.setAll(values, k -> k / 10.0);
            assertThat(Numpy.mean(values)).isCloseTo((n - 1) / 20.0, within(1e-12));
        }
        assertThat(Numpy.mean(new double[0])).isNaN();
    }

    @Test
    void shouldGiveTheStandardErrorOfTheMean() {
        Sample sample = Sample.of(new double[] {0.2, 0.4, 0.6, 0.8});
        assertThat(sample.mean()).isCloseTo(50, within(1e-9));
        assertThat(sample.error()).isCloseTo(12.909944487, within(1e-8));
        assertThat(Sample.of(new double[] {0.5}).error()).isNaN();
    }

    @Test
    void shouldCallNoiseNoiseAndADifferenceADifference() {
        SplittableRandom random = new SplittableRandom(1);
        double[] base = random.doubles(60).toArray();
        double[] noisy =
                Arrays.stream(base).map(x -> x + random.nextDouble(-0.1, 0.1)).toArray();
        double[] better =
                Arrays.stream(base).map(x -> x + random.nextDouble(0.0, 0.2)).toArray();
        PairedDifference noise = PairedDifference.bootstrap(base, noisy, 2000, 0.95, 7);
        PairedDifference real = PairedDifference.bootstrap(base, better, 2000, 0.95, 7);
        assertThat(noise.isNoise()).isTrue();
        assertThat(real.isNoise()).isFalse();
        assertThat(real.mean()).isBetween(real.low(), real.high()).isCloseTo(10, within(3.0));
        assertThat(PairedDifference.bootstrap(base, better, 2000, 0.95, 7)).isEqualTo(real);
    }

    @Test
    void shouldRefusePairsThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PairedDifference.bootstrap(new double[2], new double[3], 10, 0.95, 1))
                .withMessageContaining("2 and 3");
    }

    @Test
    void shouldNameTheKnownDataSets() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScoredDataset.named("gsm8"))
                .withMessageContaining("'gsm8'")
                .withMessageContaining("gsm8k, mmlu, csqa, synthetic");
        assertThat(ScoredDataset.named("GSM8K_60").firstLabel()).isEqualTo(9);
        assertThat(ScoredDataset.named("csqa-40").firstLabel()).isEqualTo(6);
    }
}
