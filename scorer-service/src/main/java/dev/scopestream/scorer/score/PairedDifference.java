package dev.scopestream.scorer.score;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The difference between two policies over the same documents, in percentage points.
 *
 * @param n documents that both have
 * @param mean second less first
 * @param low lower end of the bootstrap interval
 * @param high upper end
 * @param level of the interval, such as 0.95
 */
public record PairedDifference(int n, double mean, double low, double high, double level) {
    /** Whether 0 lies within the interval: then the difference may as well be noise. */
    public boolean isNoise() {
        return low <= 0 && high >= 0;
    }

    /**
     * The percentile bootstrap over documents (Efron and Tibshirani 1993, section 13.3): the same seed gives the same
     * interval.
     *
     * @param first shares of right answers, one a document
     * @param second shares of the same documents in the same order
     * @param resamples at least 1
     * @param level above 0 and below 1
     * @throws IllegalArgumentException when there is no document, or the numbers of documents differ
     */
    public static PairedDifference bootstrap(double[] first, double[] second, int resamples, double level, long seed) {
        if (first.length != second.length || first.length == 0) {
            throw new IllegalArgumentException("paired scores need the same documents on both sides and at least one;"
                    + " there are " + first.length + " and " + second.length);
        }
        if (resamples < 1 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException("resamples must be at least 1 and the level between 0 and 1; they are "
                    + resamples + " and " + level);
        }
        double[] differences = new double[first.length];
        Arrays.setAll(differences, i -> 100 * (second[i] - first[i]));
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += differences[random.nextInt(differences.length)];
            }
            means[r] = sum / differences.length;
        }
        Arrays.sort(means);
        double tail = (1 - level) / 2;
        return new PairedDifference(
                differences.length, Numpy.mean(differences), at(means, tail), at(means, 1 - tail), level);
    }

    private static double at(double[] sorted, double share) {
        double index = share * (sorted.length - 1);
        int below = (int) index;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (index - below) * (sorted[above] - sorted[below]);
    }
}
