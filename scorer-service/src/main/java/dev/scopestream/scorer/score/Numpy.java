package dev.scopestream.scorer.score;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The arithmetic of {@code round(100 * np.mean(scores), 4)}, to the last bit: the published figures were made with it.
 */
public final class Numpy {
    private static final int BLOCK = 128;

    private Numpy() {}

    /** numpy's {@code mean} of doubles: pairwise summation (numpy/core loops, PW_BLOCKSIZE 128). NaN for none. */
    public static double mean(double[] values) {
        return values.length == 0 ? Double.NaN : sum(values, 0, values.length) / values.length;
    }

    /** A mean of shares as the published tables print it: percent, rounded half to even at the 4th digit. */
    public static double percent(double mean) {
        return rounded(100 * mean);
    }

    /** numpy's {@code round(percent, 4)}. */
    public static double rounded(double percent) {
        return Math.rint(percent * 1e4) / 1e4;
    }

    /** As Python's repr prints such a percent: {@code 74.0}, {@code 53.2558}. */
    public static String text(double percent) {
        BigDecimal value =
                BigDecimal.valueOf(percent).setScale(4, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return (value.scale() < 1 ? value.setScale(1) : value).toPlainString();
    }

    private static double sum(double[] values, int from, int count) {
        if (count < 8) {
            double total = 0;
            for (int i = 0; i < count; i++) {
                total += values[from + i];
            }
            return total;
        }
        if (count > BLOCK) {
            int half = count / 2;
            half -= half % 8;
            return sum(values, from, half) + sum(values, from + half, count - half);
        }
        double[] lane = new double[8];
        System.arraycopy(values, from, lane, 0, 8);
        int i = 8;
        for (; i < count - count % 8; i += 8) {
            for (int j = 0; j < 8; j++) {
                lane[j] += values[from + i + j];
            }
        }
        double total = ((lane[0] + lane[1]) + (lane[2] + lane[3])) + ((lane[4] + lane[5]) + (lane[6] + lane[7]));
        for (; i < count; i++) {
            total += values[from + i];
        }
        return total;
    }
}
