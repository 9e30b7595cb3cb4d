package dev.scopestream.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.scopestream.engine.policy.PolicyRegistry;
import dev.scopestream.engine.program.ScoreRunner;
import dev.scopestream.engine.program.WindowCase;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The score of R-KV (arXiv 2505.24133, section 3) against a plain computation. */
class RKvTest {
    private static final int SLOTS = 24;
    private static final int HEAD_DIM = 4;
    private static final int[] HELD = {24, 17};

    private final Random random = new Random(3);

    @Test
    void shouldBeImportanceLessRedundancy() {
        float[] keys = new float[HELD.length * SLOTS * HEAD_DIM];
        float[] scores = new float[HELD.length * SLOTS];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = i % SLOTS < HELD[i / SLOTS] ? random.nextFloat() : 0;
        }
        try (ScoreRunner runner = ScoreRunner.of(PolicyRegistry.standard())) {
            float[] actual = runner.window(
                    new RKv(),
                    new WindowCase(HELD.length, 1, SLOTS, HEAD_DIM)
                            .keys(keys)
                            .scores(scores)
                            .held(HELD));
            for (int row = 0; row < HELD.length; row++) {
                double[] expected = expected(keys, scores, row * SLOTS, HELD[row]);
                for (int i = 0; i < HELD[row]; i++) {
                    assertThat((double) actual[row * SLOTS + i]).isCloseTo(expected[i], within(1e-5));
                }
            }
        }
    }

    private static double[] expected(float[] keys, float[] scores, int first, int n) {
        double[] redundancy = new double[n];
        for (int i = 0; i < n; i++) {
            int newest = -1;
            for (int j = 0; j < n; j++) {
                newest = j != i && cosine(keys, first + i, first + j) > 0.5 ? j : newest;
            }
            for (int j = 0; j < n; j++) {
                redundancy[j] += j == i || j == newest ? 0 : cosine(keys, first + i, first + j) / n;
            }
        }
        double sum = 0;
        for (double r : redundancy) {
            sum += Math.exp(r);
        }
        double[] all = new double[n];
        for (int i = 0; i < n; i++) {
            double importance = 0;
            for (int j = Math.max(0, i - 3); j <= Math.min(n - 1, i + 3); j++) {
                importance = Math.max(importance, scores[first + j]);
            }
            all[i] = 0.1 * importance - 0.9 * Math.exp(redundancy[i]) / sum;
        }
        return all;
    }

    private static double cosine(float[] keys, int a, int b) {
        double product = 0;
        double left = 0;
        double right = 0;
        for (int d = 0; d < HEAD_DIM; d++) {
            double x = keys[a * HEAD_DIM + d];
            double y = keys[b * HEAD_DIM + d];
            product += x * y;
            left += x * x;
            right += y * y;
        }
        return product / (Math.sqrt(left) * Math.sqrt(right));
    }
}
