package dev.scopestream.engine.checkpoint;

/** Rotary frequencies in fp32, operation by operation as transformers' modeling_rope_utils has them. */
final class RotaryFrequencies {
    private static final float TWO_PI = (float) (2 * Math.PI);
    /** Width of a ramp without width, against division by 0. */
    private static final double LEAST_RAMP = 0.001;

    private RotaryFrequencies() {}

    /** One for each pair of dimensions: dimensions / 2 of them. */
    static float[] of(int dimensions, double theta, RopeScaling scaling) {
        float[] powers = new float[dimensions / 2];
        for (int i = 0; i < powers.length; i++) {
            float exponent = (float) (2 * i) / (float) dimensions;
            powers[i] = (float) Math.pow((float) theta, exponent);
        }
        float[] inverse = new float[powers.length];
        for (int i = 0; i < inverse.length; i++) {
            if (scaling instanceof RopeScaling.Yarn yarn) {
                inverse[i] = blended(powers[i], share(i, dimensions, theta, yarn), yarn);
            } else if (scaling instanceof RopeScaling.LongRope longRope) {
                inverse[i] = 1.0f / (longRope.divisors().get(i) * powers[i]);
            } else {
                inverse[i] = scaled(1.0f / powers[i], i, scaling);
            }
        }
        return inverse;
    }

    private static float scaled(float inverse, int pair, RopeScaling scaling) {
        if (scaling instanceof RopeScaling.Unrotated) {
            return 0;
        }
        if (scaling instanceof RopeScaling.Linear linear) {
            return inverse / (float) linear.factor();
        }
        if (scaling instanceof RopeScaling.Factors factors) {
            return inverse / factors.divisors().get(pair);
        }
        return scaling instanceof RopeScaling.Llama3 llama3 ? scaled(inverse, llama3) : inverse;
    }

    private static float scaled(float inverse, RopeScaling.Llama3 s) {
        float factor = (float) s.factor();
        float low = (float) s.lowFrequencyFactor();
        float width = (float) (s.highFrequencyFactor() - s.lowFrequencyFactor());
        float longest = (float) (s.originalContext() / s.lowFrequencyFactor());
        float shortest = (float) (s.originalContext() / s.highFrequencyFactor());
        float wavelength = TWO_PI / inverse;
        if (wavelength < shortest) {
            return inverse;
        }
        if (wavelength > longest) {
            return inverse / factor;
        }
        float smooth = ((float) s.originalContext() / wavelength - low) / width;
        return (1 - smooth) * inverse / factor + smooth * inverse;
    }

    /** @param share of the frequency as it is; the rest is divided by the factor */
    private static float blended(float power, float share, RopeScaling.Yarn yarn) {
        return 1.0f / ((float) yarn.factor() * power) * (1 - share) + 1.0f / power * share;
    }

    private static float share(int pair, int dimensions, double theta, RopeScaling.Yarn yarn) {
        double low = pairOf(yarn.betaFast(), dimensions, theta, yarn);
        double high = pairOf(yarn.betaSlow(), dimensions, theta, yarn);
        if (yarn.truncate()) {
            low = Math.floor(low);
            high = Math.ceil(high);
        }
        low = Math.max(low, 0);
        high = Math.min(high, dimensions - 1);
        if (low == high) {
            high += LEAST_RAMP;
        }
        float ramp = (pair - (float) low) / (float) (high - low);
        return 1 - Math.min(1f, Math.max(0f, ramp));
    }

    /** The pair of dimensions, as a fraction, that turns so often in the original context. */
    private static double pairOf(double turns, int dimensions, double theta, RopeScaling.Yarn yarn) {
        return dimensions * Math.log(yarn.originalContext() / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }
}
