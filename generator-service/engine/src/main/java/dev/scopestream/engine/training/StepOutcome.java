package dev.scopestream.engine.training;

/** What one step found, before it changed the weights. */
public final class StepOutcome {
    private final double loss;
    private final double gradientNorm;
    private final long[] right;
    private final long[] all;

    /**
     * @param loss weighted mean of the tokens' cross entropies
     * @param gradientNorm before it was clipped; where it isn't finite nothing was changed
     * @param right tokens of each kind that were the likeliest
     * @param all tokens of each kind
     */
    public StepOutcome(double loss, double gradientNorm, long[] right, long[] all) {
        this.loss = loss;
        this.gradientNorm = gradientNorm;
        this.right = right;
        this.all = all;
    }

    public double loss() {
        return loss;
    }

    public double gradientNorm() {
        return gradientNorm;
    }

    public long[] right() {
        return right;
    }

    public long[] all() {
        return all;
    }

    /** Whether the weights were changed. */
    public boolean isFinite() {
        return Double.isFinite(loss) && Double.isFinite(gradientNorm);
    }
}
