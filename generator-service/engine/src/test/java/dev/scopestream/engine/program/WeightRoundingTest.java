package dev.scopestream.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightRoundingTest {
    private static float[] random(int size) {
        Random random = new Random(7);
        float[] all = new float[size];
        for (int i = 0; i < size; i++) {
            all[i] = (float) (0.02 * random.nextGaussian());
        }
        return all;
    }

    private static double error(float[] before, FloatBuffer after) {
        double off = 0;
        double all = 0;
        for (int i = 0; i < before.length; i++) {
            off += Math.pow(before[i] - after.get(i), 2);
            all += Math.pow(before[i], 2);
        }
        return Math.sqrt(off / all);
    }

    @Test
    void shouldLeaveInTheMatrixWhatEightBitsStandFor() {
        float[] before = random(48 * 64);
        FloatBuffer matrix = FloatBuffer.wrap(before.clone());
        WeightRounding.Eight eight = WeightRounding.eight(matrix, 48, 64);
        for (int i = 0; i < before.length; i++) {
            assertThat(matrix.get(i))
                    .isEqualTo(eight.codes().get(i) * eight.scales().get(i / 64));
            assertThat(matrix.get(i)).isCloseTo(before[i], within(eight.scales().get(i / 64)));
        }
        assertThat(error(before, matrix)).isLessThan(0.008);
    }

    @Test
    void shouldLeaveInTheMatrixWhatFourBitsStandFor() {
        int n = 16;
        int k = 96;
        float[] before = random(n * k);
        FloatBuffer matrix = FloatBuffer.wrap(before.clone());
        WeightRounding.Four four = WeightRounding.four(matrix, n, k);
        for (int row = 0; row < n; row++) {
            for (int i = 0; i < k; i++) {
                int at = (i / WeightRounding.GROUP * n + row) * 2;
                assertThat(four.codes().get(row * k + i)).isBetween(0, 15);
                assertThat(matrix.get(row * k + i))
                        .isEqualTo((four.codes().get(row * k + i) - 8)
                                        * four.scales().get(at)
                                + four.scales().get(at + 1));
            }
        }
        assertThat(error(before, matrix)).isLessThan(0.075);
    }

    @Test
    void shouldGiveBackWhatWasRoundedToFourBitsBefore() {
        // as llama.cpp's Q4_0 has it: 32 elements, one scale, -8 to 7
        float[] before = new float[16 * 64];
        Random random = new Random(3);
        for (int block = 0; block < before.length / 32; block++) {
            float scale = WeightRounding.bf16(0.001f + random.nextFloat() / 100);
            for (int i = 0; i < 32; i++) {
                before[block * 32 + i] = scale * (i < 2 ? 15 * i - 8 : random.nextInt(16) - 8);
            }
        }
        FloatBuffer matrix = FloatBuffer.wrap(before.clone());
        WeightRounding.four(matrix, 16, 64);
        assertThat(error(before, matrix)).isLessThan(0.003);
    }

    @Test
    void shouldKeepRowsOfZerosAndOfEqualNumbers() {
        float[] before = new float[16 * 32];
        Arrays.fill(before, 32, 64, 0.5f);
        FloatBuffer matrix = FloatBuffer.wrap(before.clone());
        WeightRounding.four(matrix, 16, 32);
        assertThat(error(before, matrix)).isLessThan(1e-6);
        matrix = FloatBuffer.wrap(before.clone());
        WeightRounding.eight(matrix, 16, 32);
        assertThat(error(before, matrix)).isLessThan(0.005);
    }

    @Test
    void shouldRoundToTheNearestNumberThatBf16Holds() {
        assertThat(WeightRounding.bf16(1f)).isEqualTo(1f);
        assertThat(WeightRounding.bf16(1.005f)).isEqualTo(1.0078125f);
        assertThat(WeightRounding.bf16(1 + 0x1p-8f)).isEqualTo(1f);
        assertThat(WeightRounding.bf16(-1 - 0x3p-8f)).isEqualTo(-1.015625f);
    }
}
