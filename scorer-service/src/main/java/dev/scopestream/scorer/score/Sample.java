package dev.scopestream.scorer.score;

/**
 * Mean and standard error of scores over documents.
 *
 * @param share the mean, 0 to 1; NaN for no documents
 * @param error of the mean in percent, from the sample's standard deviation; NaN for fewer than two documents
 */
public record Sample(long n, double share, double error) {
    public static Sample of(double[] shares) {
        double mean = Numpy.mean(shares);
        double squares = 0;
        for (double share : shares) {
            squares += (share - mean) * (share - mean);
        }
        int n = shares.length;
        double error = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
        return new Sample(n, mean, 100 * error);
    }

    /** The mean in percent. */
    public double mean() {
        return 100 * share;
    }
}
